//! The two ways in which lists are cut into pages.

use serde_json::{Value, json};

use super::{Reject, Reply};
use crate::contract::query::Query;
use crate::state::Row;

/// The page that `limit` and `offset` ask for.
pub(super) fn offset_page<T>(query: &Query, rows: &[T], to_json: impl Fn(&T) -> Value) -> Reply {
    let offset = query.size("offset").unwrap_or(0);
    let limit = query.size("limit").unwrap_or(ON_A_PAGE);
    let items: Vec<Value> = rows.iter().skip(offset).take(limit).map(to_json).collect();
    Reply::ok(&json!({ "items": items, "total_size": rows.len() }))
}

/// The page that `page_size` and `page_token` ask for. A token names the last row of the page
/// before, so that rows made meanwhile neither repeat nor hide any: `rows` are all rows in their
/// order, of which the page shows those that `keep` lets pass.
pub(super) fn token_page<T: Row>(
    size: Option<usize>,
    token: Option<&str>,
    rows: &[&T],
    keep: impl Fn(&T) -> bool,
    to_json: impl FnMut(&T) -> Value,
) -> Result<Reply, Reject> {
    let rest = match token.filter(|token| !token.is_empty()) {
        None => rows,
        Some(token) => {
            let last = read_token(token).ok_or(BAD_TOKEN)?;
            let place = rows.iter().position(|row| row.id() == last).ok_or(BAD_TOKEN)?;
            rows.get(place + 1..).unwrap_or_default()
        }
    };
    let total = rows.iter().filter(|row| keep(row)).count();
    let size = size.unwrap_or(ON_A_PAGE);
    let mut left = rest.iter().copied().filter(|row| keep(row));
    let page: Vec<&T> = left.by_ref().take(size).collect();
    let next = left.next().and(page.last()).map(|last| write_token(last.id()));
    let items: Vec<Value> = page.into_iter().map(to_json).collect();
    Ok(Reply::ok(&json!({ "items": items, "next_page_token": next, "total_size": total })))
}

/// Hexadecimal, so that nobody takes it for an id.
fn write_token(id: &str) -> String {
    id.bytes().map(|byte| format!("{byte:02x}")).collect()
}

fn read_token(token: &str) -> Option<String> {
    let digits: Option<Vec<u32>> = token.chars().map(|digit| digit.to_digit(16)).collect();
    let byte = |pair: &[u32]| match pair {
        [high, low] => u8::try_from(high * 16 + low).ok(),
        _ => None,
    };
    let bytes: Option<Vec<u8>> = digits?.chunks(2).map(byte).collect();
    String::from_utf8(bytes?).ok()
}

/// How many rows a page has unless the request says.
const ON_A_PAGE: usize = 100;
const BAD_TOKEN: Reject = Reject::Because(http::StatusCode::BAD_REQUEST, "Invalid page token");
