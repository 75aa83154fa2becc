//! The two ways in which lists are cut into pages.

use std::collections::BTreeSet;

use http::StatusCode;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use super::{Reject, Reply};
use crate::contract::query::Query;
use crate::state::{Row, Table};

/// The places of the rows that a list may consist of.
pub(super) enum Rows<'a> {
    /// The oldest first, to be shown the newest first.
    Found(&'a [usize]),
    Listed(&'a BTreeSet<usize>),
    /// In the order in which they are shown.
    Sorted(Vec<usize>),
}

impl<'a> Rows<'a> {
    pub(super) fn listed(set: Option<&'a BTreeSet<usize>>) -> Self {
        set.map_or(Self::Found(&[]), Self::Listed)
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Found(places) => places.len(),
            Self::Listed(places) => places.len(),
            Self::Sorted(places) => places.len(),
        }
    }

    pub(super) fn or_fewer(self, other: Self) -> Self {
        if self.len() <= other.len() { self } else { other }
    }

    /// In the order in which they are shown.
    fn iter(&self) -> Box<dyn Iterator<Item = usize> + '_> {
        match self {
            Self::Found(places) => Box::new(places.iter().rev().copied()),
            Self::Listed(places) => Box::new(places.iter().rev().copied()),
            Self::Sorted(places) => Box::new(places.iter().copied()),
        }
    }

    /// Those that are shown after a place.
    fn after(&self, last: usize) -> Box<dyn Iterator<Item = usize> + '_> {
        match self {
            Self::Found(places) => {
                let older = places.partition_point(|place| *place < last);
                Box::new(places.iter().take(older).rev().copied())
            }
            Self::Listed(places) => Box::new(places.range(..last).rev().copied()),
            Self::Sorted(places) => {
                let shown = places.iter().skip_while(move |place| **place != last);
                Box::new(shown.skip(1).copied())
            }
        }
    }

    /// How many there are, and those on a page.
    pub(super) fn window(&self, (offset, limit): (usize, usize)) -> (usize, Vec<usize>) {
        (self.len(), self.iter().skip(offset).take(limit).collect())
    }

    /// The same of those that are kept.
    pub(super) fn window_of<T: Row>(
        &self,
        table: &Table<T>,
        keep: impl Fn(&T) -> bool,
        (offset, limit): (usize, usize),
    ) -> (usize, Vec<usize>) {
        let (mut total, mut page) = (0, Vec::new());
        for place in self.iter().filter(|place| table.at(*place).is_some_and(&keep)) {
            if total >= offset && page.len() < limit {
                page.push(place);
            }
            total += 1;
        }
        (total, page)
    }
}

/// What `offset` and `limit` say.
pub(super) fn window(query: &Query) -> (usize, usize) {
    (query.size("offset").unwrap_or(0), query.size("limit").unwrap_or(ON_A_PAGE))
}

/// The page that `limit` and `offset` ask for.
pub(super) fn offset_page(total: usize, items: impl Iterator<Item = Value>) -> Reply {
    Page { items: rendered(items), next_page_token: None, total_size: total }.into()
}

/// Which page of a list with tokens is wanted.
pub(super) struct Asked<'a> {
    pub(super) size: Option<usize>,
    pub(super) token: Option<&'a str>,
}

/// A list, page by page.
pub(super) struct List<'a, T, B, K> {
    pub(super) table: &'a Table<T>,
    pub(super) rows: Rows<'a>,
    /// How many rows are shown, where that is known without a look at each.
    pub(super) total: Option<usize>,
    /// Whether a token may name a row.
    pub(super) belongs: B,
    /// Whether a row is shown.
    pub(super) keep: K,
}

/// The page that `page_size` and `page_token` ask for. A token names the last row of the page
/// before, so that rows made meanwhile neither repeat nor hide any.
pub(super) fn token_page<T: Row>(
    asked: &Asked<'_>,
    list: &List<'_, T, impl Fn(&T) -> bool, impl Fn(&T) -> bool>,
    to_json: impl FnMut(&T) -> Value,
) -> Result<Reply, Reject> {
    let List { table, rows, total, belongs, keep } = list;
    let rest = match asked.token.filter(|token| !token.is_empty()) {
        None => rows.iter(),
        Some(token) => {
            let last = read_token(token).and_then(|id| table.place(&id)).ok_or(BAD_TOKEN)?;
            table.at(last).filter(|row| belongs(row)).ok_or(BAD_TOKEN)?;
            rows.after(last)
        }
    };
    let shown = |place: usize| table.at(place).filter(|row| keep(row));
    let total = total.unwrap_or_else(|| rows.iter().filter_map(shown).count());
    let mut left = rest.filter_map(shown);
    let page: Vec<&T> = left.by_ref().take(asked.size.unwrap_or(ON_A_PAGE)).collect();
    let next = left.next().and(page.last()).map(|last| write_token(last.id()));
    let items = rendered(page.into_iter().map(to_json));
    Ok(Page { items, next_page_token: Some(next), total_size: total }.into())
}

/// A page as it is answered.
#[derive(Serialize)]
struct Page {
    items: Vec<Box<RawValue>>,
    /// The inner one is null on the last page; pages by offset have none at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_page_token: Option<Option<String>>,
    total_size: usize,
}

impl From<Page> for Reply {
    fn from(page: Page) -> Self {
        // Of these parts everything has a form in JSON.
        let text = serde_json::to_string(&page).unwrap_or_default();
        Self::new(StatusCode::OK, "application/json", text)
    }
}

/// One after another, so that never more than one row is there as a value: making and dropping many at
/// once took half the time of a page.
fn rendered(rows: impl Iterator<Item = Value>) -> Vec<Box<RawValue>> {
    rows.filter_map(|row| to_raw_value(&row).ok()).collect()
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
const BAD_TOKEN: Reject = Reject::Because(StatusCode::BAD_REQUEST, "Invalid page token");
