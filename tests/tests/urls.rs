//! What goes into a URL and into headers, and where it may not go.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on fails")]

use std::sync::LazyLock;

use endpoint::{Call, Client, Endpoints, Kind, endpoint};
use percent_encoding::percent_decode_str;
use project_tests::{Act, Server, answer, ok};
use proptest::prelude::*;
use serde_json::Value;

trait Things: Endpoints {
    #[endpoint(get = "/things/{id}/parts")]
    fn parts(&self, id: &str, #[query] filter: Option<&str>) -> Call<Value>;

    #[endpoint(get = "/things")]
    fn list(&self, #[header] note: &str) -> Call<Value>;

    #[endpoint(post = "/things")]
    fn make(&self) -> Call<Value>;
}

impl Things for Client {}

/// One client for thousands of previews: making one reads the system's certificates.
fn client() -> &'static Client {
    static CLIENT: LazyLock<Client> =
        LazyLock::new(|| Client::builder().base_url("https://example.com/base").build().unwrap());
    &CLIENT
}

/// The segment that a path value becomes; `None` if it is refused.
fn segment(id: &str) -> Option<String> {
    let preview = match client().parts(id, None).preview() {
        Ok(preview) => preview,
        Err(error) => {
            assert_eq!(error.kind(), Kind::Build);
            return None;
        }
    };
    let segments: Vec<&str> = preview.url().path().split('/').collect();
    let [_, base, things, id, parts] = segments[..] else { panic!("{segments:?}") };
    assert_eq!((base, things, parts), ("base", "things", "parts"));
    assert_eq!(preview.url().query(), None);
    Some(id.to_owned())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// R45, R46: any text is one segment, which decodes to it again, or is refused.
    #[test]
    fn r46_a_path_value_is_one_segment_that_decodes_to_it(id in any::<String>()) {
        match segment(&id) {
            Some(sent) => {
                prop_assert_eq!(percent_decode_str(&sent).decode_utf8().unwrap(), id.as_str());
                prop_assert!(sent.bytes().all(|b| b.is_ascii_graphic()));
            }
            None => prop_assert!(is_dots_or_empty(&id), "{:?} was refused", id),
        }
    }

    /// The same for what means something in a path.
    #[test]
    fn r46_also_where_it_is_made_of_what_paths_are_made_of(id in "[./%2eE\\\\?#&=a:@ ]{0,6}") {
        match segment(&id) {
            Some(sent) => {
                prop_assert_eq!(percent_decode_str(&sent).decode_utf8().unwrap(), id.as_str());
            }
            None => prop_assert!(is_dots_or_empty(&id), "{:?} was refused", id),
        }
    }

    /// A query value comes out as it went in, and adds no other.
    #[test]
    fn a_query_value_is_one_value(filter in any::<String>()) {
        let preview = client().parts("x", Some(&filter)).preview().unwrap();
        let pairs: Vec<_> = preview.url().query_pairs().into_owned().collect();
        prop_assert_eq!(pairs, [("filter".to_owned(), filter)]);
    }
}

/// Whether a server would take the text for no segment, or for a step in the path.
fn is_dots_or_empty(text: &str) -> bool {
    let decoded = percent_decode_str(text).decode_utf8_lossy();
    matches!(&*decoded, "" | "." | "..")
}

/// R45: what is too long for a URL is refused before anything is sent.
#[test]
fn r45_a_url_that_is_too_long_is_refused() {
    let long = "x".repeat(70_000);
    for error in [
        client().parts(&long, None).preview().unwrap_err(),
        client().parts("1", Some(&long)).preview().unwrap_err(),
    ] {
        assert_eq!(error.kind(), Kind::Build);
        let line = error.to_string();
        assert!(line.contains("65534") && line.len() < 300, "{line}");
    }
    assert!(client().parts(&"x".repeat(60_000), None).preview().is_ok());
}

/// R47
#[test]
fn r47_base_urls() {
    for (base, url) in [
        ("https://example.com", "https://example.com/things"),
        ("https://example.com/", "https://example.com/things"),
        ("https://example.com/a/b", "https://example.com/a/b/things"),
        ("https://example.com/a/b/", "https://example.com/a/b/things"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x/things"),
        ("https://bücher.example", "https://xn--bcher-kva.example/things"),
        ("HTTPS://EXAMPLE.com:443/", "https://example.com/things"),
    ] {
        let client = Client::builder().base_url(base).build().unwrap();
        assert_eq!(client.make().preview().unwrap().url().as_str(), url, "{base}");
    }
    for base in [
        "",
        "example.com",
        "/path",
        "mailto:a@b",
        "https://",
        "https://u:p@h",
        "https://h?q",
        "https://h#f",
        "https://h:99999",
    ] {
        let error = Client::builder().base_url(base).build().unwrap_err();
        assert_eq!(error.kind(), Kind::Build, "{base}");
    }
}

/// R48: the name of a bad header is shown, its value never.
#[test]
fn r48_headers_that_are_none() {
    for value in ["a\r\nx-evil: 1", "a\nb", "a\0b", "a\u{7}b", "größe"] {
        let canary = format!("canary {value}");
        let errors = [
            client().list(&canary).preview().unwrap_err(),
            client().make().header("x-note", canary.as_str()).preview().unwrap_err(),
            Client::builder().base_url("https://h").header("x-note", &*canary).build().unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error.kind(), Kind::Build, "{value:?}");
            assert!(error.to_string().contains("note"), "{error}");
            assert!(!format!("{error:?}").contains("canary"), "{error:?}");
        }
    }
    for name in ["", "a b", "a:b", "größe", "host", "content-length", "transfer-encoding"] {
        let error = client().make().header(name, "1").preview().unwrap_err();
        assert_eq!(error.kind(), Kind::Build, "{name}");
    }
}

/// R49: what the server says can't steer a terminal or forge a line of a log.
#[tokio::test]
async fn r49_text_from_the_server_is_escaped() {
    let evil = "\\u001b[31mred\\nERROR forged\\u202egnp\\u0000";
    let long = "x".repeat(5000);
    for text in [evil, &long] {
        let body = format!(r#"{{"detail": "{text}"}}"#);
        let bytes = answer("400 Bad Request", &[("x-request-id", "\u{9b}31m\t1")], &body);
        let server = Server::start([Act::Answer(bytes)]).await;
        let client = Client::builder().base_url(server.url()).build().unwrap();
        let error = client.make().await.unwrap_err();
        let line = error.to_string();
        assert!(
            !line.contains(|c: char| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c)),
            "{line:?}"
        );
        assert!(line.chars().count() < 800, "{} characters", line.chars().count());
    }
}

/// R52, R56
#[tokio::test]
async fn r52_r56_no_cookie_is_kept_and_no_referer_sent() {
    let cookie = answer("200 OK", &[("set-cookie", "a=1; Path=/")], "1");
    let server = Server::start([Act::Answer(cookie)]).await;
    let client = Client::builder().base_url(server.url()).bearer_token("llx-1").build().unwrap();
    client.make().await.unwrap();
    client.make().await.unwrap();
    for request in server.received() {
        assert_eq!((request.header("cookie"), request.header("referer")), (None, None));
        assert_eq!(request.header("authorization"), Some("Bearer llx-1"));
    }
    let preview = client.make().preview().unwrap();
    assert!(preview.headers()["authorization"].is_sensitive());
}

/// R53: nothing reaches another origin.
#[tokio::test]
async fn r53_redirects_are_not_followed() {
    let elsewhere = Server::start([Act::Answer(ok("1"))]).await;
    for status in [
        "301 Moved Permanently",
        "302 Found",
        "303 See Other",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        let target = format!("{}/secret?token=canary", elsewhere.url());
        let server =
            Server::start([Act::Answer(answer(status, &[("location", &target)], ""))]).await;
        let client =
            Client::builder().base_url(server.url()).bearer_token("llx-1").build().unwrap();
        for error in [client.make().await.unwrap_err(), client.list("x").await.unwrap_err()] {
            assert_eq!(error.kind(), Kind::Redirect, "{status}");
            let line = error.to_string();
            assert!(line.contains(elsewhere.url()) && !line.contains("canary"), "{line}");
        }
        assert_eq!(server.count(), 2);
    }
    assert_eq!(elsewhere.count(), 0);
}

/// R55
#[test]
fn r55_a_key_does_not_go_over_plain_http() {
    let build = |url: &str, allow| {
        Client::builder().base_url(url).bearer_token("llx-1").allow_http(allow).build()
    };
    for url in ["http://example.com", "http://10.0.0.1", "http://localhost.example.com"] {
        assert_eq!(build(url, false).unwrap_err().kind(), Kind::Build, "{url}");
        assert!(build(url, true).is_ok(), "{url}");
        // Without a key there is nothing to be read.
        assert!(Client::builder().base_url(url).build().is_ok(), "{url}");
    }
    for url in
        ["http://127.0.0.1:1", "http://[::1]", "http://localhost:8080", "https://example.com"]
    {
        assert!(build(url, false).is_ok(), "{url}");
    }
}

/// What a client keeps of the URLs that it has called is never taken for that of another call.
#[test]
fn a_url_that_was_called_before_is_that_of_the_same_call_alone() {
    let ids = ["a", "b", "a/b", "a%2Fb", "ä", "filter=a", "?", "c", "d", "e", "f", "g"];
    let filters = [None, Some(""), Some("a"), Some("b"), Some("a&filter=b"), Some("ä")];
    let new = || Client::builder().base_url("http://localhost/base").build().unwrap();
    let client = new();
    // More of them than are kept, each called twice in a row and again later.
    for id in ids.iter().cycle().take(ids.len() * 2) {
        for filter in filters.iter().flat_map(|filter| [filter, filter]) {
            let sent = client.parts(id, *filter).preview().unwrap();
            let expected = new().parts(id, *filter).preview().unwrap();
            assert_eq!(sent.url(), expected.url());
        }
    }
}

/// Headers that were put together for an earlier call hold for no other: not for a client that has more of
/// them, nor for a call that sets one.
#[test]
fn headers_of_an_earlier_call_are_not_those_of_another() {
    let plain = Client::builder().base_url("http://localhost").header("x-a", "1").build().unwrap();
    let sent = |client: &Client, name: &str| {
        let preview = client.parts("7", None).preview().unwrap();
        preview.headers().get(name).map(|value| value.to_str().unwrap().to_owned())
    };
    let is = |value: &str| Some(value.to_owned());
    let v = |value: &'static str| http::HeaderValue::from_static(value);
    assert_eq!((sent(&plain, "x-a"), sent(&plain, "x-b")), (is("1"), None));
    let more = plain.with_header("x-b", "2").unwrap();
    let other = more.with_header("x-a", "3").unwrap();
    for _ in 0..2 {
        assert_eq!((sent(&plain, "x-a"), sent(&plain, "x-b")), (is("1"), None));
        assert_eq!((sent(&more, "x-a"), sent(&more, "x-b")), (is("1"), is("2")));
        assert_eq!((sent(&other, "x-a"), sent(&other, "x-b")), (is("3"), is("2")));
        let set = plain.parts("7", None).header("x-a", "4").header("accept", "text/plain");
        let set = set.preview().unwrap();
        assert_eq!((&set.headers()["x-a"], &set.headers()["accept"]), (&v("4"), &v("text/plain")));
        assert_eq!(sent(&plain, "accept"), is("application/json"));
    }
}
