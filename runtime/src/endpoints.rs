//! The trait that declarations stand on, and what is known of an endpoint before it is called.

use std::sync::Arc;

use http::Method;

use crate::client::Client;
use crate::request::Request;

/// Whatever has a [`Client`], and can therefore call endpoints.
///
/// A trait whose methods carry [`#[endpoint]`](macro@crate::endpoint) has it as a supertrait; the
/// attribute writes the methods' default bodies on top of [`client`](Self::client). So anyone adds
/// endpoints to anybody's client:
///
/// ```
/// use endpoint::{Call, Client, Endpoints, endpoint};
///
/// trait Reports: Endpoints {
///     #[endpoint(get = "/reports/{id}")]
///     fn report(&self, id: &str) -> Call<String>;
/// }
///
/// impl Reports for Client {}
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no client to send requests with",
    label = "not an `Endpoints`",
    note = "implement it by returning the client: `fn client(&self) -> &endpoint::Client`"
)]
pub trait Endpoints: Send + Sync {
    /// The client that sends the requests.
    fn client(&self) -> &Client;

    #[doc(hidden)]
    fn __endpoint(
        &self,
        name: &'static str,
        method: &'static str,
        template: &'static str,
        idempotent: bool,
        parameters: &'static [(&'static str, &'static str)],
    ) -> Request {
        Request::new(self.client(), Endpoint { name, method, template, idempotent, parameters })
    }
}

#[diagnostic::do_not_recommend]
impl Endpoints for Client {
    fn client(&self) -> &Client {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<E: Endpoints + ?Sized> Endpoints for &E {
    fn client(&self) -> &Client {
        (**self).client()
    }
}

#[diagnostic::do_not_recommend]
impl<E: Endpoints + ?Sized> Endpoints for Arc<E> {
    fn client(&self) -> &Client {
        (**self).client()
    }
}

#[diagnostic::do_not_recommend]
impl<E: Endpoints + ?Sized> Endpoints for Box<E> {
    fn client(&self) -> &Client {
        (**self).client()
    }
}

/// One endpoint as it was declared: one method of one path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endpoint {
    name: &'static str,
    method: &'static str,
    template: &'static str,
    idempotent: bool,
    parameters: &'static [(&'static str, &'static str)],
}

impl Endpoint {
    /// The name of the trait method.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(&self) -> Method {
        match self.method {
            "POST" => Method::POST,
            "PUT" => Method::PUT,
            "PATCH" => Method::PATCH,
            "DELETE" => Method::DELETE,
            "HEAD" => Method::HEAD,
            "OPTIONS" => Method::OPTIONS,
            _ => Method::GET,
        }
    }

    /// The path template, such as `/jobs/{job_id}/cancel`.
    #[must_use]
    pub fn template(&self) -> &'static str {
        self.template
    }

    /// Whether sending the request again does no harm, by its method or by its declaration.
    #[must_use]
    pub fn is_idempotent(&self) -> bool {
        self.idempotent
    }

    /// The role and the wire name of each argument, in the arguments' order; a `params` or `body`
    /// argument stands under its own name.
    #[must_use]
    pub fn parameters(&self) -> &'static [(&'static str, &'static str)] {
        self.parameters
    }

    /// What is behind a presigned URL.
    pub(crate) const DOWNLOAD: Self = Self {
        name: "download",
        method: "GET",
        template: "a presigned URL",
        idempotent: true,
        parameters: &[],
    };

    pub(crate) fn set_idempotent(&mut self, idempotent: bool) {
        self.idempotent = idempotent;
    }
}
