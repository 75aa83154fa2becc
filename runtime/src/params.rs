//! Structs whose fields say where they go.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use crate::request::Draft;
use crate::request::json::Json;
use crate::request::part::ToPart;

/// A struct whose fields are parameters of a call: query parameters, headers, members of the JSON
/// body, or parts of a multipart body.
///
/// It is implemented by [`#[derive(Params)]`](macro@crate::Params), never by hand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a struct of parameters",
    label = "has no `#[derive(Params)]`",
    note = "derive it: `#[derive(endpoint::Params)]` on the struct, each field with its role",
    note = "a value that is the whole JSON body takes the role `#[body]`"
)]
pub trait Params {
    #[doc(hidden)]
    const NAMES: Names;
    #[doc(hidden)]
    fn __fill(&self, request: &mut Fill<'_>);
}

/// A value that an argument with the role `params` can have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a struct of parameters",
    label = "has no `#[derive(Params)]`",
    note = "derive it: `#[derive(endpoint::Params)]` on the struct, each field with its role",
    note = "a value that is the whole JSON body takes the role `#[body]`"
)]
pub trait ParamsValue: Params {}

#[diagnostic::do_not_recommend]
impl<P: Params + ?Sized> ParamsValue for P {}

/// What is done with a struct of parameters. All expansions get it from one function, so that the compiler
/// says once that a type is none, in however many places it is used.
#[doc(hidden)]
#[derive(Debug)]
pub struct StructOf<P: ?Sized> {
    /// What its author calls it.
    pub(crate) shown: &'static str,
    pub names: &'static Names,
    pub fill: fn(&P, &mut Fill<'_>),
}

#[doc(hidden)]
#[must_use]
pub const fn struct_of<P: ParamsValue + ?Sized>() -> StructOf<P> {
    StructOf { shown: "", names: &P::NAMES, fill: P::__fill }
}

/// What `check = "…"` names.
#[doc(hidden)]
pub type Check<P> = fn(&P) -> Result<(), String>;

/// What holds a struct of parameters sends what that sends.
macro_rules! of_holders {
    ($($holder:ty),*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<P: Params + ?Sized> Params for $holder {
                const NAMES: Names = P::NAMES;

                fn __fill(&self, request: &mut Fill<'_>) {
                    (**self).__fill(request);
                }
            }
        )*
    };
}

of_holders!(&P, Box<P>, Rc<P>, Arc<P>);

#[diagnostic::do_not_recommend]
impl<P: Params + ToOwned + ?Sized> Params for Cow<'_, P> {
    const NAMES: Names = P::NAMES;

    fn __fill(&self, request: &mut Fill<'_>) {
        (**self).__fill(request);
    }
}

/// A group that is sent as a whole, or not at all.
#[diagnostic::do_not_recommend]
impl<P: Params> Params for Option<P> {
    const NAMES: Names = P::NAMES;

    fn __fill(&self, request: &mut Fill<'_>) {
        if let Some(params) = self {
            params.__fill(request);
        }
    }
}

/// The wire names of a struct's fields, each with its role.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
#[expect(clippy::exhaustive_structs, reason = "expansions of the derive make it")]
pub struct Names {
    pub own: &'static [(&'static str, &'static str)],
    pub flattened: &'static [&'static Names],
}

impl Names {
    /// The first of `names` that stands here too.
    pub(crate) const fn first_shared<'n>(&self, names: &'n [(&str, &str)]) -> Option<&'n str> {
        let mut rest = names;
        while let [(role, name), tail @ ..] = rest {
            if self.has(role, name) {
                return Some(name);
            }
            rest = tail;
        }
        None
    }

    /// The first name that stands here and in `other`.
    pub(crate) const fn first_shared_with(&self, other: &Self) -> Option<&'static str> {
        if let Some(name) = other.first_shared(self.own) {
            return Some(name);
        }
        let mut rest = self.flattened;
        while let [first, tail @ ..] = rest {
            if let Some(name) = first.first_shared_with(other) {
                return Some(name);
            }
            rest = tail;
        }
        None
    }

    /// What goes into the body: the first field that does says it for all.
    pub(crate) const fn body(&self) -> BodyKind {
        let mut rest = self.own;
        while let [(role, _), tail @ ..] = rest {
            if same(role, "member") {
                return BodyKind::Members;
            }
            if same(role, "part") {
                return BodyKind::Parts;
            }
            rest = tail;
        }
        let mut rest = self.flattened;
        while let [first, tail @ ..] = rest {
            match first.body() {
                BodyKind::Nothing => rest = tail,
                body => return body,
            }
        }
        BodyKind::Nothing
    }

    const fn has(&self, role: &str, name: &str) -> bool {
        let mut rest = self.own;
        while let [(own_role, own_name), tail @ ..] = rest {
            if same(own_role, role) && same(own_name, name) {
                return true;
            }
            rest = tail;
        }
        let mut rest = self.flattened;
        while let [first, tail @ ..] = rest {
            if first.has(role, name) {
                return true;
            }
            rest = tail;
        }
        false
    }
}

/// `==` of `str` in a `const fn`.
const fn same(a: &str, b: &str) -> bool {
    let (mut a, mut b) = (a.as_bytes(), b.as_bytes());
    while let ([x, rest_a @ ..], [y, rest_b @ ..]) = (a, b) {
        if *x != *y {
            return false;
        }
        (a, b) = (rest_a, rest_b);
    }
    a.is_empty() && b.is_empty()
}

/// What a struct puts into the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyKind {
    Nothing,
    Members,
    Parts,
}

/// Stops compilation if the struct at `index` of those that are flattened into `P` sends a name that is
/// sent already, or has a body of another kind.
#[doc(hidden)]
#[track_caller]
pub const fn flattens<P: Params + ?Sized>(index: usize) {
    let names = P::NAMES;
    let (earlier, rest) = names.flattened.split_at(index);
    let [flattened, ..] = rest else { return };
    let before = Names { own: names.own, flattened: earlier };
    if let Some(name) = before.first_shared_with(flattened) {
        sent_twice(name, "struct");
    }
    match (before.body(), flattened.body()) {
        (BodyKind::Members, BodyKind::Parts) => stop(&[
            "the flattened struct has parts of a multipart body, and before it stand members of a JSON body: ",
            "give all of them parts, or all of them members",
        ]),
        (BodyKind::Parts, BodyKind::Members) => stop(&[
            "the flattened struct has members of a JSON body, and before it stand parts of a multipart body: ",
            "give all of them parts, or all of them members",
        ]),
        _ => {}
    }
}

#[doc(hidden)]
impl<P: ?Sized> StructOf<P> {
    /// Stops compilation if an endpoint sends one of `names`, and the struct another under that name.
    #[track_caller]
    pub const fn __disjoint(&self, names: &[(&str, &str)]) {
        if let Some(name) = self.names.first_shared(names) {
            sent_twice(name, "endpoint");
        }
    }

    /// Stops compilation if both structs send the same name, or a body.
    #[track_caller]
    pub const fn __beside<Q: ?Sized>(&self, other: &StructOf<Q>) {
        if let Some(name) = self.names.first_shared_with(other.names) {
            sent_twice(name, "endpoint");
        }
        match (self.names.body(), other.names.body()) {
            (BodyKind::Nothing, _) | (_, BodyKind::Nothing) => {}
            _ => stop(&[
                "`",
                self.shown,
                "` has fields that go into the body, and so has `",
                other.shown,
                "`: put them into one struct, or take one into the other with `#[params(flatten)]`",
            ]),
        }
    }

    /// Stops compilation if the struct has a body, for which there is no room.
    #[track_caller]
    pub const fn __bodiless(&self, why: &str) {
        match self.names.body() {
            BodyKind::Nothing => {}
            BodyKind::Members | BodyKind::Parts => stop(&[
                "`",
                self.shown,
                "` has fields that go into the body, and ",
                why,
                ": give them the role `#[query]` or `#[header]`",
            ]),
        }
    }
}

#[track_caller]
const fn sent_twice(name: &str, by: &str) -> ! {
    let advice = ": rename it in one place, or take it out";
    stop(&["the parameter `", name, "` is sent twice by this ", by, advice])
}

/// Stops compilation with what the parts say together: constants are evaluated by the compiler.
#[expect(clippy::panic, reason = "it is only ever called while a constant is evaluated")]
#[track_caller]
const fn stop(mut parts: &[&str]) -> ! {
    let mut text = [0; LONGEST];
    let mut len = 0;
    while let [part, rest @ ..] = parts {
        let mut bytes = part.as_bytes();
        while let [byte, tail @ ..] = bytes {
            let Some((_, [slot, ..])) = text.split_at_mut_checked(len) else { break };
            *slot = *byte;
            len += 1;
            bytes = tail;
        }
        parts = rest;
    }
    let text = match text.split_at_checked(len) {
        Some((text, _)) => text,
        None => &text,
    };
    match str::from_utf8(text) {
        Ok(text) => panic!("{}", text),
        Err(_) => panic!("the parameters of this endpoint can't be sent together"),
    }
}

/// Of a message; a longer one is cut off.
const LONGEST: usize = 400;

/// Where the expansion of the derive puts a struct's fields.
#[doc(hidden)]
#[derive(Debug)]
pub struct Fill<'r> {
    pub(crate) draft: &'r mut Draft,
}

#[doc(hidden)]
impl Fill<'_> {
    pub fn check(&mut self, checked: Result<(), String>) {
        if let Err(what) = checked {
            self.draft.fail(crate::Error::build(what));
        }
    }

    pub fn query<T: crate::request::QueryValue + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.draft.query(name, value);
    }

    pub fn query_or<T: crate::request::QueryValue + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
        default: &'static str,
    ) {
        self.draft.query_or(name, value, default);
    }

    pub fn header_or<T: crate::request::HeaderText + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
        default: &'static str,
    ) {
        self.draft.header_or(name, value, default);
    }

    pub fn header<T: crate::request::HeaderText + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) {
        self.draft.header(name, value);
    }

    pub fn member<T: crate::request::JsonBody + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.draft.member(name, &Json(value));
    }

    pub fn part<T: ToPart + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.draft.part(name, value);
    }
}
