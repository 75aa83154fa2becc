//! What the macros expand to, as one reads it: `tests/expand/<name>.rs` holds declarations,
//! `<name>.expanded.rs` what becomes of them. `UPDATE_EXPANSIONS=1` writes the latter anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Attribute, File, Item, Meta, TraitItem};

use crate::{expand_endpoint, expand_params};

#[test]
fn expansions_are_as_reviewed() {
    let mut different = Vec::new();
    for (name, declared) in declarations() {
        let path = directory().join(format!("{name}.expanded.rs"));
        let expanded = prettyplease::unparse(&expand(&declared));
        if std::env::var_os("UPDATE_EXPANSIONS").is_some() {
            fs::write(&path, &expanded).unwrap();
        } else if fs::read_to_string(&path).unwrap_or_default() != expanded {
            different.push(format!("--- {} is now\n{expanded}", path.display()));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

#[test]
fn expansions_of_endpoints_name_no_path() {
    for (name, declared) in declarations().into_iter().filter(|(name, _)| name != "mistakes") {
        for (method, body) in bodies(&expand(&declared)) {
            assert_eq!(paths(body), Vec::<String>::new(), "{name}: {method}");
        }
    }
}

#[test]
fn an_expansion_fits_on_a_screen() {
    // A `cfg` makes a statement of each argument.
    let plain = |(name, _): &(String, File)| !name.starts_with("configured");
    for (name, declared) in declarations().into_iter().filter(plain) {
        for (method, body) in bodies(&expand(&declared)) {
            let function: File = syn::parse2(quote!(fn f() #body)).unwrap();
            let lines = prettyplease::unparse(&function).lines().count();
            // Several structs are compared with each other, and each comparison has its lines.
            let most = match name.as_str() {
                "generic_method" | "several_params" => 32,
                _ => 25,
            };
            assert!(lines < most, "{name}: {method} has {lines} lines");
        }
    }
}

/// What an editor hands over while a declaration is being typed: each gives a method, so that the
/// rest of the file keeps its types, and says what is missing.
#[test]
fn half_written_declarations_stay_methods() {
    let method = "fn get(&self, id: &str) -> Call<Job>;";
    for (attribute, item) in [
        ("", method),
        ("g", method),
        ("get", method),
        ("get =", method),
        ("get = \"\"", method),
        ("get = \"/jobs/{\"", method),
        ("get = \"/jobs/{i\"", method),
        ("get = \"/jobs/{i}\"", method),
        ("get = \"/jobs/{id}\", ", "fn get(&self, id: &str);"),
        ("get = \"/jobs/{id}\", idem", method),
        ("get = \"/jobs\", , idem", method),
        ("get = \"/jobs\"", "fn get(&self, #[que] id: &str) -> Call<Job>;"),
        ("get = \"/jobs\"", "fn get(&self, #[query()] id: &str) -> Call<Job>;"),
        ("get = \"/jobs\"", "fn get(&self, #[query(na)] id: &str) -> Call<Job>;"),
        ("get = \"/jobs\"", "fn get();"),
        ("get = \"/jobs\"", "async fn get(&self) -> Call<Job>;"),
        ("get = \"/jobs\"", "fn get(&self) -> impl Future;"),
        ("get = \"/jobs\", err", method),
        ("get = \"/jobs\", error =", method),
        ("get = \"/jobs\", error = Foo<", method),
        ("get = \"/jobs\", timeout = 3", method),
        ("get = \"/jobs\", header()", method),
        ("get = \"/jobs\", header(\"a\" =)", method),
        ("get = \"/jobs\", expect = 2", method),
        ("put = \"/jobs\"", "fn get(&self, #[body(r)] id: &str) -> Call<Job>;"),
        ("get = \"/jobs\"", "fn get(&self, #[query(default)] id: &str) -> Call<Job>;"),
        ("get = \"/jobs\"", "fn get(&self, #[query(default =)] id: &str) -> Call<Job>;"),
        ("get = \"/jobs\"", "fn get(&self, #[endpoint::query] id: &str) -> Call<Job>;"),
    ] {
        let tokens = expand_endpoint(attribute.parse().unwrap(), &item.parse().unwrap());
        let parsed: syn::ItemTrait = syn::parse2(quote!(trait T { #tokens })).unwrap();
        let is_method =
            |item: &TraitItem| matches!(item, TraitItem::Fn(item) if item.default.is_some());
        let written = format!("#[endpoint({attribute})] {item}");
        assert_eq!(parsed.items.iter().filter(|item| is_method(item)).count(), 1, "{written}");
        assert!(tokens.to_string().contains("compile_error"), "{written}");
    }
}

/// What no parser takes goes through as it is, for the editor's own recovery, with what is wrong.
#[test]
fn half_written_items_go_through() {
    for item in [
        "fn get(&self, id: ) -> Call<Job>;",
        "fn get(&self, id) -> Call<Job>;",
        "fn get(&self) -> ;",
        "fn get(&self) -> Call<Job>",
        "fn (&self) -> Call<Job>;",
        "fn",
        "",
    ] {
        let written: TokenStream = item.parse().unwrap();
        let tokens = expand_endpoint(quote!(get = "/jobs"), &written).to_string();
        let kept = written.to_string();
        let kept = kept.trim_end_matches([';', ' ']);
        let ends_well = tokens.ends_with(kept) || tokens.ends_with("unreachable ! () }");
        assert!(tokens.contains(kept) && ends_well, "{item}: {tokens}");
        assert!(tokens.contains("compile_error"), "{item}: {tokens}");
    }
    // The roles are ours alone: the compiler reads on where it knows what is meant.
    let item = "fn get(&self, #[query(\"n\")] #[cfg(unix)] n: u8): Call<Job>;";
    let tokens = expand_endpoint(quote!(get = "/jobs"), &item.parse().unwrap()).to_string();
    assert!(tokens.contains("unix") && !tokens.contains("query"), "{tokens}");
    for item in ["struct Job { id: , }", "struct Job { #[query] }", "struct Job<'a> { id }"] {
        let tokens = expand_params(item.parse().unwrap()).to_string();
        assert!(tokens.contains("compile_error") && tokens.contains("Params for Job"), "{item}");
    }
    assert!(expand_params(quote!(struct)).to_string().contains("compile_error"));
}

/// The cause of each mistake and what to write, token by token: the attribute, the method, and what is
/// said of it.
#[test]
fn mistakes_are_told_in_these_words() {
    for (attribute, item, cause, help) in [
        (
            "get = \"/x\"",
            "fn f(&self, #[query(default = 1)] a: u8) -> Call<()>;",
            "is always given",
            "Option<u8>",
        ),
        (
            "get = \"/x\"",
            "fn f(&self, #[query(default = 'a')] a: Option<u8>) -> Call<()>;",
            "the default `'a'` is not a `u8`",
            "a whole number",
        ),
        (
            "get = \"/x\"",
            "fn f(&self, #[query(default = -129)] a: Option<i8>) -> Call<()>;",
            "`-129` does not fit a `i8`",
            "`i8` holds",
        ),
        (
            "get = \"/x\"",
            "fn f(&self, #[header(default = \"\u{e9}\")] a: Option<&str>) -> Call<()>;",
            "can't stand in a header",
            "ASCII",
        ),
        (
            "get = \"/x\"",
            "fn f(&self, #[query(default: 1)] a: Option<u8>) -> Call<()>;",
            "no `=` behind `default`",
            "`default = 1`",
        ),
        (
            "put = \"/x\"",
            "fn f(&self, #[body(RAW)] a: Body) -> Call<()>;",
            "`RAW` in the role `body`",
            "#[body(raw)]",
        ),
        (
            "put = \"/x\"",
            "fn f(&self, #[body(raw, \"x\")] a: Body) -> Call<()>;",
            "in the role `body`",
            "#[body(raw)]",
        ),
        (
            "put = \"/x\"",
            "fn f(&self, #[octets] a: Body) -> Call<()>;",
            "`octets` is not a role",
            "#[body(raw)]",
        ),
        (
            "get = \"/x\"",
            "fn f(&self, #[header] a: &'static [&'static str]) -> Call<()>;",
            "`a` is a list",
            "a: &str",
        ),
        (
            "get = \"/x\"",
            "fn f(&self, #[query] a: Arc<[Box<[u8]>]>) -> Call<()>;",
            "an element of `a` is a list",
            "a: &[u8]",
        ),
        (
            "put = \"/x\"",
            "fn f(&self, #[form] a: (&str)) -> Call<()>;",
            "`a` is one value",
            "a struct or a map",
        ),
        (
            "put = \"/x\"",
            "fn f(&self, #[body(multipart)] a: &str) -> Call<()>;",
            "`multipart` in the role `body`",
            "#[part]",
        ),
        (
            "get = \"/x\"",
            "fn f(&self, #[query(X-Trace)] a: u8) -> Call<()>;",
            "not a string literal",
            "#[query(\"X-Trace\")]",
        ),
        (
            "get = \"/x\"",
            "fn f(&self, #[query(rename(\"b\"))] a: u8) -> Call<()>;",
            "not a string literal",
            "#[query(\"b\")]",
        ),
        (
            "get = \"/x\"",
            "fn f(&self, #[query(\"a\" \"b\")] a: u8) -> Call<()>;",
            "no comma behind the name",
            "write `#[query(\"a\")]`",
        ),
        (
            "get = \"/x\"",
            "fn f(&self, #[query(default = 30u8)] a: Option<Limit>) -> Call<()>;",
            "",
            "",
        ),
        (
            "get = \"/x\"",
            "fn f(&self, #[query(default = 1f64)] a: Option<f64>) -> Call<()>;",
            "",
            "",
        ),
        (
            "get = \"/x/{a-b}\"",
            "fn f(&self, #[path(\"a_b\")] c: u8) -> Call<()>;",
            "no placeholder `{a_b}`",
            "#[path(\"a-b\")]",
        ),
        (
            "get = \"/x?a={a}\"",
            "fn f(&self, #[path] a: u8) -> Call<()>;",
            "a query in the path template",
            "#[query] a",
        ),
        (
            "get = \"/x\"",
            "fn f(&self, limit: u32 = LIMIT) -> Call<()>;",
            "a default value of the argument `limit`",
            "#[query(default = 100)] limit: Option<u32>",
        ),
        ("get = \"/x\", error = (A, impl B)", "fn f(&self) -> Call<()>;", "", ""),
        ("get = \"/x\", error = 'a'", "fn f(&self) -> Call<()>;", "not a type", "error = Problem"),
        ("get = \"/x\"", "fn f(&self) -> BoxFuture<'_, Result<Job>>;", "not a future", "Call<Job>"),
        (
            "get = \"/x\"",
            "fn f(&self) -> Box<dyn Future<Output = Result<Job, E>> + Send>;",
            "not a future",
            "Call<Job>",
        ),
        (
            "get = \"/x\"",
            "fn f(&self) -> Call<Result<Vec<Job>, E>>;",
            "a `Result` in a `Call`",
            "Call<Vec<Job>>",
        ),
        ("get = \"/x\"", "fn f(&self) -> io::Result<Call<Job>>;", "not a `Result`", "Call<Job>"),
        (
            "post = \"/x\" , idempotent = true",
            "fn f(&self) -> Call<()>;",
            "`idempotent` has no value",
            "alone",
        ),
        (
            "get = \"/x\", timeout = \"2 min\"",
            "fn f(&self) -> Call<()>;",
            "`2 min` is not a time",
            "\"2m\"",
        ),
        (
            "get = \"/x\", timeout = \"1.5s\"",
            "fn f(&self) -> Call<()>;",
            "`1.5s` is not a time",
            "\"1500ms\"",
        ),
        ("get = \"/x/<a>\"", "fn f(&self, a: u8) -> Call<()>;", "`<` or `>`", "`{a}`"),
        ("PUT = \"/x\"", "fn f(&self) -> Call<()>;", "`PUT` is not a verb", "put = \"/x\""),
        ("\"DELETE /x\"", "fn f(&self) -> Call<()>;", "no verb", "delete = \"/x\""),
    ] {
        let tokens = expand_endpoint(attribute.parse().unwrap(), &item.parse().unwrap());
        let parsed: syn::ItemTrait = syn::parse2(quote!(trait T { #tokens })).unwrap();
        let messages: Vec<String> = parsed.items.iter().filter_map(message).collect();
        let written = format!("#[endpoint({attribute})] {item}");
        if cause.is_empty() {
            // For the compiler to say.
            assert_eq!(messages, Vec::<String>::new(), "{written}");
            continue;
        }
        assert_eq!(messages.len(), 1, "{written}: {messages:?}");
        let (first, second) = messages[0].split_once("\nhelp: ").unwrap();
        assert!(first.contains(cause) && second.contains(help), "{written}: {messages:?}");
    }
}

/// The same for what is said of the attribute alone; each help has what to write, whole.
#[test]
fn mistakes_of_the_attribute_are_told_in_these_words() {
    for (attribute, cause, help) in [
        ("get = \"/x\", timeout = 30 s", "not a string literal", "`timeout = \"30s\"`"),
        ("get = \"/x\", timeout = 0x10", "not a string literal", "`timeout = \"16s\"`"),
        ("get = \"/x\", timeout = 1.5", "not a string literal", "`timeout = \"1500ms\"`"),
        ("get = \"/x\", timeout = \"1h 30m\"", "is not a time", "`timeout = \"90m\"`"),
        ("get = \"/x\", timeout(\"5s\")", "no `=` behind `timeout`", "`timeout = \"5s\"`"),
        (
            "get = \"/x\", timeout_ms = 500",
            "`timeout_ms` is not an option",
            "`timeout = \"500ms\"`",
        ),
        ("get = \"/x\", \"30s\"", "is not an option", "`timeout = \"30s\"`"),
        ("get = \"/x\", \"x-a: 1\"", "is not an option", "`header(\"x-a\" = \"1\")`"),
        ("get = \"/x\", expect => 204", "no `=` behind `expect`", "`expect = 204`"),
        ("get = \"/x\", expect = -204", "is not a status", "`expect = 204`"),
        ("get = \"/x\", expect = 200 | 204", "is not a number", "`expect = 200`"),
        ("get = \"/x\", status_code = 204", "`status_code` is not an option", "`expect = 204`"),
        ("get = \"/x\", error = Problem | Other", "not a type with a name", "`error = Problem`"),
        ("get = \"/x\", error = \"My Problem\"", "in quotes", "`error = Problem`"),
        ("get = \"/x\", error = bytes::Bytes", "the error is bytes", "JSON"),
        ("get = \"/x\", error = Box<str>", "the error is a text", "JSON"),
        (
            "get = \"/x\", header = [(\"x-a\", \"1\")]",
            "no pairs in parentheses",
            "`header(\"x-a\" = \"1\")`",
        ),
        (
            "get = \"/x\", header((\"x-a\", \"1\"))",
            "not a string literal",
            "`header(\"x-a\" = \"1\")`",
        ),
        (
            "get = \"/x\", header(\"x-a\" = concat!(\"a\", \"b\"))",
            "not a string literal",
            "a constant or a macro can't stand here",
        ),
        (
            "get = \"/x\", header(\"x-a\" = \"a\" + B)",
            "not a string literal",
            "a constant or a macro can't stand here",
        ),
        (
            "get = \"/x\", header(\"X-A:\" = \"a\\\"b\")",
            "not the name of a header",
            "`header(\"x-a\" = \"a\\\"b\")`",
        ),
        (
            "get = \"/x\", header(\"x-a\"x = \"1\")",
            "not a string literal",
            "`header(\"x-a\" = \"1\")`",
        ),
        (
            "get = \"/x\", query(\"page\" = -1)",
            "not a string literal",
            "`query(\"page\" = \"-1\")`",
        ),
        (
            "get = \"/x\", query(api_version = \"2024-01\")",
            "not a string literal",
            "`query(\"api_version\" = \"2024-01\")`",
        ),
        (
            "get = \"/x\", query = \"a=1&b=2\"",
            "no pairs in parentheses",
            "`query(\"a\" = \"1\", \"b\" = \"2\")`",
        ),
        ("get = \"/x\", query(\"q\" = \"{viewer{login}}\", \"j\" = \"{\\\"a\\\": 1}\")", "", ""),
        ("get = \"/x\" y = 1", "`y` is not an option", "beside the verb"),
        ("get = \"/x\" y", "not a string literal", "`get = \"/x\"`"),
        ("get = [\"/x\", \"/y\"]", "not a string literal", "`get = \"/x\"`"),
        ("get = c\"/x\"", "not a string literal", "`get = \"/x\"`"),
        ("get /x/y", "no `=` behind the verb", "`get = \"/x/y\"`"),
        ("GET /x", "`GET` is not a verb", "`get = \"/x\"`"),
        ("fetch \"/x\"", "`fetch` is not a verb", "`get = \"/x\"`"),
        ("\"get\": \"/x\"", "the verb is in quotes", "`get = \"/x\"`"),
        ("\"x\"", "no verb before the path template", "`get = \"/x\"`"),
        ("#[get = \"/x\"]", "no verb before the path template", "`get = \"/x\"`"),
        ("endpoint(put = \"/x\")", "`endpoint` is not an option", "`put = \"/x\"`"),
        (
            "method = Method::POST, url = \"https://x.test/x\"",
            "`method` is not an option",
            "`post = \"/x\"`",
        ),
        ("get post = \"/x\"", "`post` is a second verb", "`get = \"/x\"`"),
        ("time-out = \"3s\", get = \"/x\"", "`time-out` is not an option", "`timeout`"),
        ("get = \"/x\", not(idempotent)", "`not` is not an option", "leave it out"),
        ("post = \"/x\", idempotent: true", "`idempotent` has no value", "alone"),
        (
            "get = \"/x?$filter={f}\"",
            "a query in the path template",
            "`#[query(\"$filter\")] f: …`",
        ),
    ] {
        let item = "fn f(&self) -> Call<()>;";
        let tokens = expand_endpoint(attribute.parse().unwrap(), &item.parse().unwrap());
        let parsed: syn::ItemTrait = syn::parse2(quote!(trait T { #tokens })).unwrap();
        let messages: Vec<String> = parsed.items.iter().filter_map(message).collect();
        if cause.is_empty() {
            assert_eq!(messages, Vec::<String>::new(), "{attribute}");
            continue;
        }
        assert_eq!(messages.len(), 1, "{attribute}: {messages:?}");
        let (first, second) = messages[0].split_once("\nhelp: ").unwrap();
        assert!(first.contains(cause) && second.contains(help), "{attribute}: {messages:?}");
    }
}

/// One round tells all mistakes of an item, each once.
#[test]
fn all_mistakes_are_told_at_once() {
    let attribute = "get = \"/jobs/{id}\", idempotent, cached".parse().unwrap();
    let item = "async fn list(&self, limit: u32, #[boddy] job: &str, #[query] id: u8);";
    let tokens = expand_endpoint(attribute, &item.parse().unwrap());
    let parsed: syn::ItemTrait = syn::parse2(quote!(trait T { #tokens })).unwrap();
    let mut causes = Vec::new();
    for message in parsed.items.iter().filter_map(message) {
        causes.push(message.lines().next().unwrap().to_owned());
    }
    // Attribute and method have been parsed apart here, so that their order means nothing.
    causes.sort();
    assert_eq!(
        causes,
        [
            "`boddy` is not a role of an argument",
            "`cached` is not an option of an endpoint",
            "`id` fills the placeholder `{id}`: its role is `path`",
            "`idempotent` on GET, which always is",
            "an endpoint is not `async`",
            "no return type in `list`",
            "no role for the argument `limit`",
        ]
    );
}

/// What is no method is named by its kind, wherever its keyword stands.
#[test]
fn other_items_are_named() {
    for (item, name) in [
        ("pub(crate) enum Kind { A }", "the enum `Kind`"),
        ("#[derive(Debug)] union Kind { a: u8 }", "the union `Kind`"),
        ("pub mod jobs {}", "the module `jobs`"),
        ("static mut JOBS: u8 = 1;", "the static `JOBS`"),
        ("const JOBS: u8;", "the constant `JOBS`"),
        ("unsafe impl Send for Job {}", "an `impl`"),
        ("pub unsafe trait Jobs {}", "the trait `Jobs`"),
        ("use std::fmt;", "a `use`"),
        ("extern crate alloc;", "an `extern crate`"),
        ("extern \"C\" { fn jobs(); }", "an `extern` block"),
        ("macro_rules! jobs { () => {} }", "the macro `jobs`"),
        ("/** Jobs. */ jobs!();", "a macro call"),
    ] {
        let tokens = expand_endpoint(quote!(get = "/jobs"), &item.parse().unwrap()).to_string();
        assert!(tokens.contains(&format!("stands on {name}")), "{item}: {tokens}");
    }
}

/// What a `compile_error!` says.
fn message(item: &TraitItem) -> Option<String> {
    let TraitItem::Macro(item) = item else { return None };
    let message: syn::LitStr = item.mac.parse_body().unwrap();
    Some(message.value())
}

fn directory() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expand")
}

/// The declarations by the names of their files.
fn declarations() -> BTreeMap<String, File> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(directory()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if !name.ends_with(".expanded") {
            let text = fs::read_to_string(&path).unwrap();
            all.insert(name, syn::parse_file(&text).unwrap());
        }
    }
    assert!(all.len() >= 12, "only {} declarations", all.len());
    all
}

/// What the compiler would do: hand each annotated method and struct to its macro.
fn expand(declared: &File) -> File {
    let mut file = declared.clone();
    file.items.clear();
    for item in &declared.items {
        match item {
            Item::Trait(item) => {
                let mut item = item.clone();
                let methods = std::mem::take(&mut item.items);
                for method in methods {
                    item.items.extend(expand_item(method));
                }
                file.items.push(Item::Trait(item));
            }
            Item::Struct(item) => {
                file.items.push(Item::Struct(item.clone()));
                let generated: File = syn::parse2(expand_params(item.to_token_stream())).unwrap();
                file.items.extend(generated.items);
            }
            item => file.items.push(item.clone()),
        }
    }
    file
}

fn expand_item(item: TraitItem) -> Vec<TraitItem> {
    let TraitItem::Fn(mut method) = item else { return vec![item] };
    let is_ours = |attr: &Attribute| attr.path().is_ident("endpoint");
    let Some(at) = method.attrs.iter().position(is_ours) else {
        return vec![TraitItem::Fn(method)];
    };
    let attr = method.attrs.remove(at);
    let Meta::List(list) = attr.meta else { panic!("an attribute without options") };
    let tokens = expand_endpoint(list.tokens, &method.to_token_stream());
    let items: syn::ItemTrait = syn::parse2(quote!(trait T { #tokens })).unwrap();
    items.items
}

fn bodies(file: &File) -> Vec<(String, TokenStream)> {
    let mut bodies = Vec::new();
    for item in &file.items {
        let Item::Trait(item) = item else { continue };
        for item in &item.items {
            let TraitItem::Fn(method) = item else { continue };
            let Some(body) = &method.default else { continue };
            bodies.push((method.sig.ident.to_string(), body.to_token_stream()));
        }
    }
    bodies
}

/// Each `a::b` that is neither a turbofish nor `<T>::f`, with the word behind it.
fn paths(tokens: TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    let mut before = String::new();
    let mut colons = 0;
    for token in tokens {
        let text = token.to_string();
        if text == ":" {
            colons += 1;
            continue;
        }
        if colons == 2 && text != "<" && before != ">" {
            found.push(format!("{before}::{text}"));
        }
        colons = 0;
        before = text;
        if let TokenTree::Group(group) = token {
            before = match group.delimiter() {
                Delimiter::None => group.stream().to_string(),
                _ => "group".to_owned(),
            };
            found.extend(paths(group.stream()));
        }
    }
    found
}
