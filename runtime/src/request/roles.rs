//! What a value must be to have a role.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value that can stand in a path.
///
/// Whatever `Serialize` turns into a scalar: text, numbers, booleans, enums without fields.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't stand in a path",
    label = "has no text form",
    note = "a path value is text, a number, or anything else that serializes as a scalar: derive or implement `serde::Serialize` for `{Self}`"
)]
pub trait PathValue: Serialize {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + ?Sized> PathValue for T {}

/// A value that can be a query parameter: a scalar, a list of scalars (the name is repeated), a
/// struct or map (its pairs), or an `Option` of these (`None` is not sent).
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be sent as a query parameter",
    label = "has no text form",
    note = "a query parameter is text, a number, a list of these, or anything else that serializes so: derive or implement `serde::Serialize` for `{Self}`",
    note = "a struct with `#[derive(Params)]` is `#[params]` as an argument, `#[params(flatten)]` as a field"
)]
pub trait QueryValue: Serialize {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + ?Sized> QueryValue for T {}

/// A value that can be a header: a scalar, or an `Option` of one (`None` is not sent).
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be sent as a header",
    label = "has no text form",
    note = "a header is text, a number, or anything else that serializes as a scalar: derive or implement `serde::Serialize` for `{Self}`"
)]
pub trait HeaderText: Serialize {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + ?Sized> HeaderText for T {}

/// A value that can be sent as JSON.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be sent as JSON",
    label = "is not `Serialize`",
    note = "derive it: `#[derive(serde::Serialize)]` on `{Self}`",
    note = "a text, bytes, a file or a stream that goes out as it is takes the role `#[body(raw)]`, a `Part` the role `#[part]`",
    note = "a struct with `#[derive(Params)]` is `#[params]` as an argument, `#[params(flatten)]` as a field"
)]
pub trait JsonBody: Serialize {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + ?Sized> JsonBody for T {}

/// A value that can be sent as a form: a struct or a map of texts, numbers, booleans, and lists of these.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be sent as a form",
    label = "is not `Serialize`",
    note = "derive it: `#[derive(serde::Serialize)]` on `{Self}`",
    note = "a struct with `#[derive(Params)]` takes the role `#[params]`"
)]
pub trait FormBody: Serialize {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + ?Sized> FormBody for T {}

/// What the body of a failed status can be read as: an endpoint names it with `error = …`, and
/// [`Error::api_error`](crate::Error::api_error) gives it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be read from the body of an error",
    label = "is no type that is `Deserialize`, owns its data, and is `Send` and `Sync`",
    note = "derive it, on `{Self}` or on what is in it: `#[derive(serde::Deserialize)]`"
)]
pub trait ErrorBody: DeserializeOwned + Send + Sync + 'static {}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + Send + Sync + 'static> ErrorBody for T {}
