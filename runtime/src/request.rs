//! What is to be sent, while it is put together. Nothing here knows what will come back.

use http::StatusCode;

pub(crate) use self::draft::{Draft, header_value};
pub(crate) use self::encoded::Encoded;
use self::json::Json;
use self::part::ToPart;
pub(crate) use self::prepared::Prepared;
use self::raw::ToBody;
pub use self::roles::{ErrorBody, FormBody, HeaderText, JsonBody, PathValue, QueryValue};
use crate::call::{IsCall, IsEmptyCall};
use crate::client::Client;
use crate::endpoints::Endpoint;
use crate::params::{Fill, ParamsValue, StructOf, struct_of};
use crate::secret::noting;
use crate::value::Form;

pub(crate) mod body;
mod buffer;
pub(crate) mod content;
mod draft;
mod encode;
mod encoded;
mod file;
pub(crate) mod json;
pub(crate) mod part;
pub(crate) mod path;
mod pieces;
mod prepared;
pub(crate) mod query;
pub(crate) mod raw;
mod roles;
mod scalar;
mod stream;

/// A request under construction, one pointer wide: what expansions of `#[endpoint]` work on.
#[doc(hidden)]
#[must_use = "a request does nothing until it is made a call and awaited"]
#[derive(Debug)]
pub struct Request(Box<Draft>);

#[doc(hidden)]
impl Request {
    pub(crate) fn new(client: &Client, endpoint: Endpoint) -> Self {
        Self(Box::new(Draft::new(client, endpoint)))
    }

    /// The draft of a call whose response is read like that.
    pub(crate) fn read_as(mut self, form: Form) -> Box<Draft> {
        self.0.accept = form.accept();
        self.0.options.delivery = form.delivery();
        self.0
    }

    pub fn __path<T: PathValue + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        let (text, secret) = noting(&mut self.0.secrets, || scalar::text(value));
        self.0.path_value(name, text, secret);
        self
    }

    pub fn __query<T: QueryValue + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        self.0.query(name, value);
        self
    }

    pub fn __query_or<T: QueryValue + ?Sized>(
        mut self,
        name: &'static str,
        value: &T,
        default: &'static str,
    ) -> Self {
        self.0.query_or(name, value, default);
        self
    }

    pub fn __header<T: HeaderText + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        self.0.header(name, value);
        self
    }

    pub fn __header_or<T: HeaderText + ?Sized>(
        mut self,
        name: &'static str,
        value: &T,
        default: &'static str,
    ) -> Self {
        self.0.header_or(name, value, default);
        self
    }

    pub fn __body<T: JsonBody + ?Sized>(mut self, value: &T) -> Self {
        self.0.json(&Json(value));
        self
    }

    pub fn __form<T: FormBody + ?Sized>(mut self, value: &T) -> Self {
        self.0.form(value);
        self
    }

    pub fn __raw<T: ToBody + ?Sized>(mut self, value: &T) -> Self {
        self.0.raw(value);
        self
    }

    pub fn __part<T: ToPart + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        self.0.expect_parts();
        self.0.part(name, value);
        self
    }

    #[expect(clippy::needless_pass_by_value, reason = "expansions make it for this one use")]
    pub fn __params<P: ?Sized>(mut self, of: StructOf<P>, params: &P) -> Self {
        self.0.begin_params(of.names);
        (of.fill)(params, &mut Fill { draft: &mut self.0 });
        self
    }

    /// The same where the compiler has not compared what the struct sends with the rest.
    pub fn __params_apart<P: ParamsValue + ?Sized>(mut self, params: &P) -> Self {
        self.0.expect_apart(&P::NAMES);
        self.__params(struct_of(), params)
    }

    pub fn __timeout(mut self, milliseconds: u64) -> Self {
        self.0.options.timeout = Some(std::time::Duration::from_millis(milliseconds));
        self
    }

    pub fn __error<E: ErrorBody>(mut self) -> Self {
        self.0.options.read_error = Some(|body| {
            let body = serde_json::from_slice::<E>(body).ok()?;
            Some(Box::new(body))
        });
        self
    }

    pub fn __expect(mut self, status: u16) -> Self {
        self.0.options.expect = StatusCode::from_u16(status).ok();
        self
    }

    #[must_use]
    pub fn __path_probe<T: ?Sized>(&self, _: &T) -> path::PathProbe<T> {
        path::PathProbe::default()
    }

    #[must_use]
    pub fn __call<C: IsCall>(self) -> C {
        C::__from_request(self)
    }

    #[must_use]
    pub fn __call_empty<C: IsEmptyCall>(self) -> C {
        C::__from_request(self)
    }
}
