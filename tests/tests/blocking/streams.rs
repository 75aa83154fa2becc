//! Lists and bodies as iterators.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use endpoint::{Body, ByteStream, Call, Client, Endpoints, Kind, OffsetPage, endpoint};
use project_tests::{Act, ok};

use crate::calls::client;
use crate::elsewhere::server;

trait Lists: Endpoints {
    #[endpoint(get = "/names")]
    fn names(&self) -> Call<OffsetPage<String>>;

    #[endpoint(get = "/content")]
    fn content(&self) -> Call<ByteStream>;

    #[endpoint(put = "/copy")]
    fn copy(&self, #[body(raw)] content: Body) -> Call<()>;
}

impl Lists for Client {}

fn pages() -> [Act; 2] {
    let page = |items| Act::Answer(ok(&format!(r#"{{"items": {items}, "total_size": 4}}"#)));
    [page(r#"["a", "b"]"#), page(r#"["c", "d"]"#)]
}

#[test]
fn a_list_is_an_iterator() {
    let server = server(pages());
    let names: Vec<String> =
        client(server.url()).names().items().blocking().collect::<Result<_, _>>().unwrap();
    assert_eq!(names, ["a", "b", "c", "d"]);
    let targets: Vec<String> = server.received().into_iter().map(|get| get.target).collect();
    assert_eq!(targets, ["/names", "/names?offset=2"]);
}

#[test]
fn pages_are_an_iterator() {
    let server = server(pages());
    let pages = client(server.url()).names().pages().blocking();
    let lens: Vec<usize> = pages.map(|page| page.unwrap().items.len()).collect();
    assert_eq!(lens, [2, 2]);
}

#[test]
fn an_iterator_ends_with_its_error() {
    let [page, _] = pages();
    let server = server([page, Act::Answer(ok("7"))]);
    let mut names = client(server.url()).names().items().blocking();
    assert!(names.by_ref().take(2).all(|name| name.is_ok()));
    assert_eq!(names.next().unwrap().unwrap_err().kind(), Kind::Decode);
    assert!(names.next().is_none());
}

/// R23
#[test]
fn what_is_not_asked_for_is_not_fetched() {
    let server = server(pages());
    let client = client(server.url());
    let mut names = client.names().items().blocking();
    assert_eq!(names.next().unwrap().unwrap(), "a");
    drop(names);
    // A page that was still asked for would stand before this one.
    let _ = client.names().blocking().unwrap();
    let targets: Vec<String> = server.received().into_iter().map(|get| get.target).collect();
    assert_eq!(targets, ["/names", "/names"]);
}

/// R23: nothing is read from the connection any more.
#[test]
fn a_body_that_is_dropped_gives_its_connection_up() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let _ = socket.read(&mut [0; 1024]).unwrap();
        socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nfirst").unwrap();
        socket.read(&mut [0; 1]).unwrap_or(0)
    });
    let mut content = client(&url).content().blocking().unwrap().blocking();
    assert_eq!(content.next().unwrap().unwrap(), "first");
    drop(content);
    assert_eq!(server.join().unwrap(), 0);
}

/// The pieces are asked for by the connection that sends them, on the thread that drives all others.
#[test]
fn what_is_read_is_uploaded_as_it_comes() {
    let text = "words".repeat(100_000);
    let server = server([Act::Answer(ok(&text)), Act::Answer(ok(""))]);
    let client = client(server.url());
    let pieces = client.content().blocking().unwrap().blocking();
    let body = Body::stream_once(futures_util::stream::iter(pieces));
    client.copy(body.content_type("text/plain")).blocking().unwrap();
    assert!(server.received().pop().unwrap().text() == text);
}
