//! `[[alert_delivery]]`: where the digests of alerts are sent.

use std::path::Path;

use super::file::{At, Setting, nearest};
use super::note;
use crate::alerts::{Alert, Delivery, DeliveryWay, Mail, MailRoute, PageFormat, Webhook};
use crate::error::{Error, ErrorKind, Result};

/// The settings of a table, as they are found.
#[derive(Default)]
struct Found<'s, 't> {
    alerts: Vec<String>,
    mail: Option<&'s Setting<'t>>,
    from: Option<&'s Setting<'t>>,
    sendmail: Option<&'s Setting<'t>>,
    smtp: Option<&'s Setting<'t>>,
    webhook: Option<&'s Setting<'t>>,
    folder: Option<&'s Setting<'t>>,
    format: Option<&'s Setting<'t>>,
}

/// Reads the tables of `[[alert_delivery]]`; paths are relative to `folder`.
pub(super) fn deliveries(
    tables: &[At<'_, Vec<Setting<'_>>>],
    folder: &Path,
    problems: &mut Vec<Error>,
) -> Vec<Delivery> {
    tables.iter().filter_map(|table| note(problems, delivery(table, folder))).collect()
}

fn delivery(table: &At<'_, Vec<Setting<'_>>>, folder: &Path) -> Result<Delivery> {
    let mut found = Found::default();
    for setting in &table.value {
        match setting.key.value {
            "alerts" => found.alerts = names(setting)?,
            "mail" => found.mail = Some(setting),
            "from" => found.from = Some(setting),
            "sendmail" => found.sendmail = Some(setting),
            "smtp" => found.smtp = Some(setting),
            "webhook" => found.webhook = Some(setting),
            "folder" => found.folder = Some(setting),
            "format" => found.format = Some(setting),
            _ => return Err(setting.unknown("[[alert_delivery]]")),
        }
    }
    let way = match found {
        Found {
            mail: Some(mail), from, sendmail, smtp, webhook: None, folder: None, format: None, ..
        } => {
            let Some(from) = from else {
                return Err(table.wrong("a mail needs a sender", "add from = \"knipsel@krant.nl\""));
            };
            let route = match (sendmail, smtp) {
                (Some(command), None) => MailRoute::Sendmail(command.text()?.to_owned()),
                (None, Some(server)) => server.read(MailRoute::smtp)?,
                _ => {
                    let hint = "add sendmail = \"sendmail\", or smtp = \"localhost:25\"";
                    return Err(table.wrong("a mail goes either by `sendmail` or by `smtp`", hint));
                }
            };
            let to = mail.texts()?.into_iter().map(|to| to.try_map(Mail::address).map(|to| to.value));
            let to: Vec<_> = to.collect::<Result<_>>()?;
            if to.is_empty() {
                return Err(table.wrong("a mail needs a recipient", "add mail = \"redactie@krant.nl\""));
            }
            DeliveryWay::Mail(Mail::new(from.read(Mail::address)?, to, route))
        }
        Found {
            webhook: Some(webhook),
            mail: None,
            from: None,
            sendmail: None,
            smtp: None,
            folder: None,
            format: None,
            ..
        } => DeliveryWay::Webhook(webhook.read(Webhook::parse)?),
        Found {
            folder: Some(path),
            format,
            mail: None,
            from: None,
            sendmail: None,
            smtp: None,
            webhook: None,
            ..
        } => DeliveryWay::Folder {
            path: folder.join(path.text()?),
            format: format.map_or(Ok(PageFormat::Html), page_format)?,
        },
        _ => {
            let what = "a delivery has one of `mail` (with `from`, and `sendmail` or `smtp`), `webhook`, and `folder` \
                        (with `format`)";
            return Err(table.wrong(what, "write a [[alert_delivery]] for each way"));
        }
    };
    Ok(Delivery { alerts: found.alerts, way })
}

fn names(setting: &Setting<'_>) -> Result<Vec<String>> {
    let name = |name: At<'_, &str>| {
        Alert::check_name(name.value).map_err(|error| name.place(error)).map(|()| name.value.to_owned())
    };
    setting.texts()?.into_iter().map(name).collect()
}

fn page_format(setting: &Setting<'_>) -> Result<PageFormat> {
    setting.read(|name| {
        PageFormat::ALL.into_iter().find(|format| format.as_str() == name).ok_or_else(|| {
            let known = PageFormat::ALL.map(PageFormat::as_str);
            Error::new(ErrorKind::Config, format!("`{name}` is not a format of digests"))
                .hint(nearest(name, &known))
        })
    })
}
