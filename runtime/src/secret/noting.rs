//! What becomes of secrets while a request is serialized on this thread.
//!
//! Serde gives a `Serialize` no other way to hand something to whoever started the serialization.

use std::cell::RefCell;

use serde::Serialize;

use super::{Secrets, texts};
use crate::request::json::is_absent;

thread_local! {
    static MODE: RefCell<Mode> = const { RefCell::new(Mode::Plain) };
}

enum Mode {
    /// They are values like all others.
    Plain,
    /// They are taken note of.
    Noting(Noted),
    /// They are replaced.
    Hiding,
}

#[derive(Default)]
struct Noted {
    texts: Vec<Box<str>>,
    secrets: usize,
    /// Whether one is being serialized just now.
    inside: bool,
}

/// Runs `build`, and adds the texts of all secrets that it serializes to `secrets`. The second value
/// says whether there was one.
pub(crate) fn noting<R>(secrets: &mut Secrets, build: impl FnOnce() -> R) -> (R, bool) {
    let outer = Outer::of(Mode::Noting(Noted::default()));
    let built = build();
    let Mode::Noting(noted) = outer.restored() else { return (built, false) };
    noted.texts.iter().for_each(|text| secrets.add(text));
    (built, noted.secrets > 0)
}

/// Runs `build`, which finds `[redacted]` in the place of each secret.
pub(crate) fn hiding<R>(build: impl FnOnce() -> R) -> R {
    let _outer = Outer::of(Mode::Hiding);
    build()
}

/// Runs `build`, and says whether what it serializes is a secret, a part of one, or holds one.
pub(crate) fn marking<R>(build: impl FnOnce() -> R) -> (R, bool) {
    let (before, _) = so_far();
    let built = build();
    let (after, inside) = so_far();
    (built, inside || before != after)
}

fn so_far() -> (usize, bool) {
    MODE.with_borrow(|mode| match mode {
        Mode::Noting(noted) => (noted.secrets, noted.inside),
        Mode::Plain | Mode::Hiding => (0, false),
    })
}

/// The mode that holds again when this is dropped, also by a panic in somebody's `Serialize`: else
/// later requests of the thread would go out with `[redacted]` in them.
struct Outer(Option<Mode>);

impl Outer {
    fn of(mode: Mode) -> Self {
        Self(Some(MODE.replace(mode)))
    }

    fn restored(mut self) -> Mode {
        MODE.replace(self.0.take().unwrap_or(Mode::Plain))
    }
}

impl Drop for Outer {
    fn drop(&mut self) {
        if let Some(mode) = self.0.take() {
            MODE.set(mode);
        }
    }
}

/// How a secret is to be serialized.
pub(super) enum Met {
    Hidden,
    AsItIs(Inside),
}

/// Ends what [`Noted::inside`] says when it is dropped.
pub(super) struct Inside(bool);

impl Drop for Inside {
    fn drop(&mut self) {
        if self.0 {
            note(|noted| noted.inside = false);
        }
    }
}

/// What the one that serializes on this thread wants of the secret `value`.
pub(super) fn meet<T: Serialize + ?Sized>(value: &T) -> Met {
    let as_it_is = Met::AsItIs(Inside(false));
    let hidden = MODE.with_borrow(|mode| match mode {
        Mode::Plain => None,
        Mode::Noting(noted) if noted.inside => None,
        Mode::Noting(_) => Some(false),
        Mode::Hiding => Some(true),
    });
    match hidden {
        None => as_it_is,
        Some(_) if is_absent(value) => as_it_is,
        Some(true) => Met::Hidden,
        Some(false) => {
            note(|noted| noted.inside = true);
            let inside = Inside(true);
            let texts = texts::of(value);
            note(|noted| {
                noted.texts.extend(texts);
                noted.secrets += 1;
            });
            Met::AsItIs(inside)
        }
    }
}

fn note(take: impl FnOnce(&mut Noted)) {
    MODE.with_borrow_mut(|mode| {
        if let Mode::Noting(noted) = mode {
            take(noted);
        }
    });
}
