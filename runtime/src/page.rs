//! Lists that come in pages.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::call::{Call, CallFuture};
use crate::error::{self, Error, Kind, Outcome};
use crate::extra::Extra;
use crate::request::Draft;
use crate::value::Value;

/// One response of a list, and how to ask for the next.
///
/// [`OffsetPage`] and [`TokenPage`] are the two common kinds; an API with another one implements this
/// for a type of its own that deserializes from the response.
pub trait Page: Value {
    /// What the list is of.
    type Item: Send + 'static;

    /// What tells an item from all others, if it has such a thing. A stream yields each item once,
    /// however the server shifts them between pages.
    fn item_id(item: &Self::Item) -> Option<&str>;

    /// The items of this page.
    fn items(&self) -> &[Self::Item];

    /// The items of this page, taken out of it.
    fn into_items(self) -> Vec<Self::Item>;

    /// What asks for the page after this one; `None` if this is the last.
    fn next(&self, asked: &Asked<'_>) -> Option<NextPage>;
}

/// What a page was asked for with.
#[derive(Debug)]
pub struct Asked<'a>(&'a Draft);

impl Asked<'_> {
    /// The value of a query parameter; `None` if it was not sent.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&str> {
        self.0.query_value(name)
    }
}

/// The query parameter that asks for a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextPage {
    name: &'static str,
    value: String,
}

impl NextPage {
    /// The page that comes when the query parameter `name` is `value`.
    #[must_use]
    pub fn new(name: &'static str, value: impl Into<String>) -> Self {
        Self { name, value: value.into() }
    }
}

impl fmt::Display for NextPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` = `{}`", self.name, error::text::cut(&self.value, 100))
    }
}

/// An item of a list.
#[diagnostic::on_unimplemented(
    message = "the items of a list of `{Self}` can't be told apart",
    label = "is not a `PageItem`",
    note = "implement it with the item's id, or without one: `impl endpoint::PageItem for {Self} {{}}`"
)]
pub trait PageItem: Send + 'static {
    /// What tells this item from all others; `None` if it has no such thing. A stream never yields
    /// two items with the same one.
    fn page_item_id(&self) -> Option<&str> {
        None
    }
}

impl PageItem for serde_json::Value {
    fn page_item_id(&self) -> Option<&str> {
        self.get("id")?.as_str()
    }
}

impl PageItem for String {}

/// A page of a list that is asked for by `offset`, the number of items before it.
///
/// On the wire: `items`, and perhaps `total_size`. The list ends with an empty page, with a page
/// that names no total, or where the offset reaches the total.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct OffsetPage<T> {
    /// The items.
    pub items: Vec<T>,
    /// How many items the whole list has, if the server says so. It is the server's word: it may
    /// change between pages, or be wrong.
    pub total_size: Option<i64>,
    /// Fields that this type does not know.
    pub extra: Extra,
}

impl<T> OffsetPage<T> {
    /// A page with these items and no total: what a mock returns.
    #[must_use]
    pub fn new(items: Vec<T>) -> Self {
        Self { items, total_size: None, extra: Extra::default() }
    }

    /// The same with a total.
    #[must_use]
    pub fn with_total(mut self, total: i64) -> Self {
        self.total_size = Some(total);
        self
    }
}

impl<T: PageItem + for<'de> Deserialize<'de>> Page for OffsetPage<T> {
    type Item = T;

    fn item_id(item: &T) -> Option<&str> {
        item.page_item_id()
    }

    fn items(&self) -> &[T] {
        &self.items
    }

    fn into_items(self) -> Vec<T> {
        self.items
    }

    fn next(&self, asked: &Asked<'_>) -> Option<NextPage> {
        let total = self.total_size?;
        let before: u64 = asked.query("offset").and_then(|offset| offset.parse().ok()).unwrap_or(0);
        let offset = before.checked_add(self.items.len() as u64)?;
        let more =
            !self.items.is_empty() && i64::try_from(offset).is_ok_and(|offset| offset < total);
        more.then(|| NextPage::new("offset", offset.to_string()))
    }
}

/// A page of a list that names the token of the next: on the wire `items`, `next_page_token`, and
/// perhaps `total_size`; the token goes back as `page_token`.
///
/// The list ends with a token that is absent, null or empty.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TokenPage<T> {
    /// The items.
    pub items: Vec<T>,
    /// What asks for the next page.
    pub next_page_token: Option<String>,
    /// How many items the whole list has, if the server says so.
    pub total_size: Option<i64>,
    /// Fields that this type does not know.
    pub extra: Extra,
}

impl<T> TokenPage<T> {
    /// A last page with these items: what a mock returns.
    #[must_use]
    pub fn new(items: Vec<T>) -> Self {
        Self { items, next_page_token: None, total_size: None, extra: Extra::default() }
    }

    /// The same with another page behind it.
    #[must_use]
    pub fn with_next(mut self, token: impl Into<String>) -> Self {
        self.next_page_token = Some(token.into());
        self
    }
}

impl<T: PageItem + for<'de> Deserialize<'de>> Page for TokenPage<T> {
    type Item = T;

    fn item_id(item: &T) -> Option<&str> {
        item.page_item_id()
    }

    fn items(&self) -> &[T] {
        &self.items
    }

    fn into_items(self) -> Vec<T> {
        self.items
    }

    fn next(&self, _: &Asked<'_>) -> Option<NextPage> {
        let token = self.next_page_token.as_deref().filter(|token| !token.is_empty())?;
        Some(NextPage::new("page_token", token))
    }
}

/// Serde's impls for a page: by hand, since the derive's `flatten` can't keep raw JSON.
macro_rules! serde_page {
    ($page:ident { $($field:ident),+ }) => {
        impl<T: Serialize> Serialize for $page<T> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(None)?;
                map.serialize_entry("items", &self.items)?;
                $(if let Some(value) = &self.$field {
                    map.serialize_entry(stringify!($field), value)?;
                })+
                self.extra.serialize_into(&mut map)?;
                map.end()
            }
        }

        impl<'de, T: Deserialize<'de>> Deserialize<'de> for $page<T> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Fields<T>(PhantomData<fn() -> T>);

                impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
                    type Value = $page<T>;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("a page: an object with `items`")
                    }

                    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<$page<T>, A::Error> {
                        let mut items = None;
                        $(let mut $field = None;)+
                        let mut extra = Extra::default();
                        while let Some(key) = map.next_key::<String>()? {
                            match key.as_str() {
                                "items" if items.is_some() => {
                                    return Err(de::Error::duplicate_field("items"));
                                }
                                "items" => items = Some(map.next_value()?),
                                $(stringify!($field) if $field.is_some() => {
                                    return Err(de::Error::duplicate_field(stringify!($field)));
                                }
                                stringify!($field) => $field = Some(map.next_value()?),)+
                                _ => extra.insert(key, map.next_value()?),
                            }
                        }
                        let items = items.ok_or_else(|| de::Error::missing_field("items"))?;
                        $(let $field = $field.flatten();)+
                        Ok($page { items, $($field,)+ extra })
                    }
                }

                deserializer.deserialize_map(Fields(PhantomData))
            }
        }
    };
}

serde_page!(OffsetPage { total_size });
serde_page!(TokenPage { next_page_token, total_size });

impl<P: Page> Call<P> {
    /// All pages from this one on, each fetched when the stream is polled for it.
    ///
    /// The stream ends with the list, or with the first error, which says how to go on from there.
    /// A server that repeats itself ends it with an error too: three pages in a row without a new
    /// item.
    pub fn pages(self) -> Pages<P> {
        Pages { state: PagesState::Next(self), draft: None, here: None, seen: Seen::default() }
    }

    /// All items from this page on, each once: the pages are fetched as the stream is polled.
    ///
    /// It ends as [`pages`](Self::pages) does; the items of earlier pages have all been yielded then. A
    /// list that keeps growing as it is read has no end: take no more than you want.
    pub fn items(self) -> Items<P> {
        Items { pages: self.pages(), items: VecDeque::new(), seen: HashSet::new() }
    }
}

/// The pages of a list; see [`Call::pages`].
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<P: Page> {
    state: PagesState<P>,
    /// The request of the page under way, which the next one repeats with another place.
    draft: Option<Box<Draft>>,
    here: Option<NextPage>,
    seen: Seen,
}

enum PagesState<P: Page> {
    Next(Call<P>),
    Fetching(CallFuture<P>),
    End,
}

/// What tells whether a list still gets anywhere.
#[derive(Default)]
struct Seen {
    ids: HashSet<Box<str>>,
    in_vain: u32,
}

impl Seen {
    /// Takes note of a page; `false` if the list has stopped getting anywhere.
    fn note<P: Page>(&mut self, page: &P, moved: bool) -> bool {
        let mut news = false;
        for item in page.items() {
            news |= match P::item_id(item) {
                Some(id) if self.ids.contains(id) => false,
                Some(id) => self.ids.insert(id.into()),
                // Items without an id are new for as long as the place moves on.
                None => moved,
            };
        }
        self.in_vain = if news { 0 } else { self.in_vain + 1 };
        self.in_vain < IN_VAIN
    }
}

impl<P: Page> Stream for Pages<P> {
    type Item = error::Result<P>;

    fn poll_next(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<error::Result<P>>> {
        let this = self.get_mut();
        loop {
            match std::mem::replace(&mut this.state, PagesState::End) {
                PagesState::End => return Poll::Ready(None),
                PagesState::Next(mut call) => {
                    this.draft = call.draft_mut().map(|draft| draft.duplicate());
                    this.state = PagesState::Fetching(call.send());
                }
                PagesState::Fetching(mut fetching) => {
                    return match Pin::new(&mut fetching).poll(context) {
                        Poll::Pending => {
                            this.state = PagesState::Fetching(fetching);
                            Poll::Pending
                        }
                        Poll::Ready(page) => Poll::Ready(Some(this.turn(page))),
                    };
                }
            }
        }
    }
}

impl<P: Page> Pages<P> {
    /// The next page; `None` at the end of the list. The stream itself, for code that needs no
    /// `StreamExt`.
    pub async fn next(&mut self) -> Option<error::Result<P>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Prepares for the page after `page`.
    fn turn(&mut self, page: error::Result<P>) -> error::Result<P> {
        let page = page.map_err(|error| self.placed(error))?;
        let Some(mut draft) = self.draft.take() else { return Ok(page) };
        let Some(next) = page.next(&Asked(&draft)) else { return Ok(page) };
        let moved = self.here.as_ref() != Some(&next);
        if !self.seen.note(&page, moved) {
            let what = format!(
                "the list gets nowhere: {IN_VAIN} pages in a row held no new item, the last one \
                 before {next}"
            );
            let error = Error::new(Kind::Protocol, Outcome::Done, what);
            return Err(error.with_endpoint(draft.endpoint));
        }
        draft.call_query(next.name, &next.value, true);
        self.here = Some(next);
        self.state = PagesState::Next(Call::of_draft(draft));
        Ok(page)
    }

    /// The error of a page, with the place to go on from.
    fn placed(&self, error: Error) -> Error {
        match &self.here {
            Some(here) => error.with_note(format_args!("go on with {here}")),
            None => error,
        }
    }
}

impl<P: Page> fmt::Debug for Pages<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("here", &self.here).finish_non_exhaustive()
    }
}

/// The items of a list; see [`Call::items`].
#[must_use = "a stream does nothing until it is polled"]
pub struct Items<P: Page> {
    pages: Pages<P>,
    items: VecDeque<P::Item>,
    seen: HashSet<Box<str>>,
}

impl<P: Page> Items<P>
where
    P::Item: Unpin,
{
    /// The next item; `None` at the end of the list. The stream itself, for code that needs no
    /// `StreamExt`.
    pub async fn next(&mut self) -> Option<error::Result<P::Item>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<P: Page> Stream for Items<P>
where
    P::Item: Unpin,
{
    type Item = error::Result<P::Item>;

    fn poll_next(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<error::Result<P::Item>>> {
        let this = self.get_mut();
        loop {
            while let Some(item) = this.items.pop_front() {
                let new = match P::item_id(&item) {
                    Some(id) if this.seen.contains(id) => false,
                    Some(id) => this.seen.insert(id.into()),
                    None => true,
                };
                if new {
                    return Poll::Ready(Some(Ok(item)));
                }
            }
            match std::task::ready!(Pin::new(&mut this.pages).poll_next(context)) {
                Some(Ok(page)) => this.items = page.into_items().into(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<P: Page> fmt::Debug for Items<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).finish_non_exhaustive()
    }
}

/// So many pages in a row may hold nothing new before a list counts as going nowhere.
const IN_VAIN: u32 = 3;
