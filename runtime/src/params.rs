//! Structs whose fields say where they go.

use crate::request::Draft;
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
    type Body: BodyOf;
    #[doc(hidden)]
    const NAMES: Names;
    #[doc(hidden)]
    fn __fill(&self, request: &mut Fill<'_>);
}

#[diagnostic::do_not_recommend]
impl<P: Params + ?Sized> Params for &P {
    type Body = P::Body;
    const NAMES: Names = P::NAMES;

    fn __fill(&self, request: &mut Fill<'_>) {
        (**self).__fill(request);
    }
}

/// A group that is sent as a whole, or not at all.
#[diagnostic::do_not_recommend]
impl<P: Params> Params for Option<P> {
    type Body = P::Body;
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
#[doc(hidden)]
pub trait BodyOf {
    #[doc(hidden)]
    const KIND: BodyKind;
}

#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "only the runtime reads it")]
pub enum BodyKind {
    Nothing,
    Members,
    Parts,
}

/// The struct has no fields that go into the body.
#[doc(hidden)]
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "a marker")]
pub struct NoBody;

/// The struct's body is a JSON object.
#[doc(hidden)]
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "a marker")]
pub struct JsonMembers;

/// The struct's body is a multipart form.
#[doc(hidden)]
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "a marker")]
pub struct Parts;

impl BodyOf for NoBody {
    const KIND: BodyKind = BodyKind::Nothing;
}

impl BodyOf for JsonMembers {
    const KIND: BodyKind = BodyKind::Members;
}

impl BodyOf for Parts {
    const KIND: BodyKind = BodyKind::Parts;
}

/// Two bodies of flattened structs in one.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "one of the two structs has members of a JSON body, the other has parts of a multipart body",
    label = "a request has one body",
    note = "give both structs members, or both parts"
)]
pub trait JoinBody<Other> {
    #[doc(hidden)]
    type Joined: BodyOf;
}

#[diagnostic::do_not_recommend]
impl JoinBody<NoBody> for NoBody {
    type Joined = NoBody;
}

#[diagnostic::do_not_recommend]
impl JoinBody<JsonMembers> for NoBody {
    type Joined = JsonMembers;
}

#[diagnostic::do_not_recommend]
impl JoinBody<Parts> for NoBody {
    type Joined = Parts;
}

#[diagnostic::do_not_recommend]
impl JoinBody<NoBody> for JsonMembers {
    type Joined = JsonMembers;
}

#[diagnostic::do_not_recommend]
impl JoinBody<JsonMembers> for JsonMembers {
    type Joined = JsonMembers;
}

#[diagnostic::do_not_recommend]
impl JoinBody<NoBody> for Parts {
    type Joined = Parts;
}

#[diagnostic::do_not_recommend]
impl JoinBody<Parts> for Parts {
    type Joined = Parts;
}

/// Two structs as one, to compare a third with.
#[diagnostic::do_not_recommend]
impl<P: Params, Q: Params> Params for (P, Q)
where
    P::Body: JoinBody<Q::Body>,
{
    type Body = <P::Body as JoinBody<Q::Body>>::Joined;
    const NAMES: Names = Names { own: &[], flattened: &[&P::NAMES, &Q::NAMES] };

    fn __fill(&self, request: &mut Fill<'_>) {
        self.0.__fill(request);
        self.1.__fill(request);
    }
}

/// A struct that leaves the body alone.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` has fields that go into the body, but here there is no room for them",
    label = "has members or parts",
    note = "a GET or HEAD has no body, and a method has one body: give the fields the role `#[query]` or `#[header]`"
)]
pub trait Bodiless {}

#[diagnostic::do_not_recommend]
impl<P: Params + ?Sized> Bodiless for P where P::Body: IsNoBody {}

/// Only [`NoBody`].
#[doc(hidden)]
pub trait IsNoBody {}

impl IsNoBody for NoBody {}

/// A struct whose body doesn't collide with that of an earlier argument.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` has fields that go into the body, and so has `{Q}`",
    label = "a second body",
    note = "a method has one body: put the fields into one struct, or take one into the other with `#[params(flatten)]`"
)]
pub trait BodyBeside<Q: ?Sized> {}

#[diagnostic::do_not_recommend]
impl<P: Params + ?Sized, Q: Params + ?Sized> BodyBeside<Q> for P where P::Body: IsBeside<Q::Body> {}

/// At most one of the two is a body.
#[doc(hidden)]
pub trait IsBeside<Other> {}

impl IsBeside<NoBody> for NoBody {}
impl IsBeside<JsonMembers> for NoBody {}
impl IsBeside<Parts> for NoBody {}
impl IsBeside<NoBody> for JsonMembers {}
impl IsBeside<NoBody> for Parts {}

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
        self.draft.member(name, value);
    }

    pub fn part<T: ToPart + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.draft.part(name, value);
    }
}
