//! knipsel: full-text search for Dutch news archives.
pub mod archive;
pub mod article;
pub mod cli;
pub mod config;
pub mod date;
pub mod dutch;
pub mod error;
pub mod index;
pub mod query;
pub mod search;
pub mod wire;
