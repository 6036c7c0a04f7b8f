//! The tests that go through the program as it is used, in one binary so that it is linked once.

mod alert_delivery;
mod alerts;
mod bad_input;
mod contract;
mod copies;
mod counting;
mod fuzz;
mod highlights;
mod import_rules;
mod incremental;
mod keeping;
mod kill;
mod language;
mod licences;
mod messages;
mod noise;
mod own_words;
mod plain_search;
mod readers;
mod relevance;
mod runs;
mod sample_archive;
mod schedule;
mod similar;
mod support;
mod watch;
