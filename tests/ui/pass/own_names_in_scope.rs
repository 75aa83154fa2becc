// Nothing that is in scope here, and no name of an argument, changes what the macros write.
#![allow(dead_code, unused_imports, non_camel_case_types, non_upper_case_globals)]

use endpoint::{Call, Client, Endpoints, Params, endpoint};

mod std {}
mod core {}
mod diagnostic {}
mod own {
    pub struct Option;
    pub struct Result;
    pub struct Some;
    pub struct None;
    pub struct Ok;
    pub struct Err;
    pub struct str;
    pub struct bool;
    pub struct Request;
    pub struct Body;
    pub struct Vec;
    pub struct String;
    pub struct Box;
    pub struct Fill;
    pub struct Names;
    pub trait Send {}
    pub trait Sized {}
    pub const request: u8 = 0;
    pub const item: u8 = 0;
}
use own::*;

#[derive(Params)]
struct Page {
    #[query]
    request: u8,
    #[query]
    name: u8,
    #[query(default = 9)]
    draft: ::std::option::Option<u8>,
    #[params(flatten)]
    __group: ::std::option::Option<Group>,
}

#[derive(Params)]
struct Group {
    #[query]
    __request: u8,
}

// In a module, as serde's derive reads the names in scope.
mod problem {
    #[derive(serde::Deserialize)]
    pub struct Problem {}
}
use problem::Problem;

trait Jobs: Endpoints {
    #[endpoint(get = "/{value}/{other}")]
    fn list(
        &self,
        other: Id,
        #[query] this: u8,
        #[header] body: u8,
        value: u8,
        #[params] params: &Page,
    ) -> Call<()>;

    #[endpoint(put = "/x", error = Problem, expect = 204, header("a" = "b"), query("c" = "d"))]
    fn replace(&self, #[body(raw)] __request: &::core::primitive::str) -> Call<()>;
}

#[derive(serde::Serialize)]
struct Id(u8);

impl Jobs for Client {}

fn main() {
    let __group = ::std::option::Option::Some(Group { __request: 7 });
    let page = Page { request: 5, name: 6, draft: ::std::option::Option::None, __group };
    let call = Client::offline().list(Id(2), 3, 4, 1, &page);
    let preview = call.preview().unwrap();
    assert_eq!(preview.url().as_str(), "http://localhost/1/2?this=3&request=5&name=6&draft=9&__request=7");
    assert_eq!(preview.headers()["body"], "4");
    let preview = Client::offline().replace("x").preview().unwrap();
    assert_eq!(preview.url().query(), ::std::option::Option::Some("c=d"));
}
