//! The next moment of an expression, for a watch, which no systemd and no cron wakes.

use jiff::Zoned;
use jiff::civil::Date;

use super::Cron;

/// Every date that an expression may name comes within eight years: 29 February, around a century that has none.
const MOST_DAYS: usize = 8 * 366;

impl Cron {
    /// The first moment after `now`, in its time zone.
    ///
    /// A moment that a change to summer time leaves out comes an hour later, and one that comes twice in autumn is the
    /// first of the two. There is none only at the end of the calendar, in the year 9999.
    pub fn next_after(&self, now: &Zoned) -> Option<Zoned> {
        let days = now.date().series(jiff::Span::new().days(1)).take(MOST_DAYS);
        let mut moments = days.filter(|day| self.names(*day)).flat_map(|day| {
            let hours = self.hours.values.iter();
            hours.flat_map(move |hour| self.minutes.values.iter().map(move |minute| (day, *hour, *minute)))
        });
        moments.find_map(|(day, hour, minute)| {
            let moment = day.at(hour.cast_signed(), minute.cast_signed(), 0, 0);
            moment.to_zoned(now.time_zone().clone()).ok().filter(|moment| moment > now)
        })
    }

    /// Whether a day is one of the expression's: cron takes the day of the month or that of the week where both are
    /// named.
    fn names(&self, date: Date) -> bool {
        let has = |values: &std::collections::BTreeSet<u8>, value: i8| values.contains(&value.unsigned_abs());
        let day = has(&self.days.values, date.day());
        let weekday = has(&self.weekdays.values, date.weekday().to_sunday_zero_offset());
        let fits = if self.days.star || self.weekdays.star { day && weekday } else { day || weekday };
        fits && has(&self.months.values, date.month())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cron: &str, now: &str, expect: &str) {
        let now: Zoned = now.parse().unwrap();
        let next = Cron::parse(cron).unwrap().next_after(&now).map(|next| next.datetime().to_string());
        assert_eq!(next.as_deref(), Some(expect), "{cron} after {now}");
    }

    #[test]
    fn moments() {
        let now = "2024-02-27T05:59:59[Europe/Amsterdam]";
        check("* * * * *", now, "2024-02-27T06:00:00");
        check("0 6 * * *", now, "2024-02-27T06:00:00");
        check("0 6 * * *", "2024-02-27T06:00:00[Europe/Amsterdam]", "2024-02-28T06:00:00");
        check("*/20 8 * * *", now, "2024-02-27T08:00:00");
        check("0 0 1 */3 *", now, "2024-04-01T00:00:00");
        check("0 0 * * 7", now, "2024-03-03T00:00:00");
        // A day of the month or one of the week.
        check("0 6 29 * mon", now, "2024-02-29T06:00:00");
        check("0 6 13 * wed", now, "2024-02-28T06:00:00");
        check("0 6 */2 * 1", now, "2024-03-11T06:00:00");
        check("0 0 29 2 *", "2096-03-01T00:00:00[UTC]", "2104-02-29T00:00:00");
    }

    #[test]
    fn summer_time_comes_and_goes() {
        check("30 2 * * *", "2024-03-31T01:00:00[Europe/Amsterdam]", "2024-03-31T03:30:00");
        check("30 2 * * *", "2024-10-27T02:30:00+02:00[Europe/Amsterdam]", "2024-10-28T02:30:00");
        check("0 * * * *", "2024-10-27T02:30:00+01:00[Europe/Amsterdam]", "2024-10-27T03:00:00");
    }
}
