//! The transport on hyper, where it differs from the default one. What they have in common is tried with
//! both: see `matrix.rs` and `proxy.rs`.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::io::Write as _;
use std::process::Output;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use endpoint::{Call, Client, Endpoints, Kind, Outcome, endpoint};
use project_tests::{Act, Server, ok};
use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

trait Things: Endpoints {
    #[endpoint(get = "/things/{n}")]
    fn thing(&self, n: u8) -> Call<u8>;
}

impl Things for Client {}

/// A server over TLS that speaks HTTP/2 alone, and answers 7. It counts connections.
async fn http2_server(certified: &CertifiedKey<KeyPair>) -> (u16, Arc<AtomicUsize>) {
    let key = PrivateKeyDer::Pkcs8(certified.signing_key.serialize_der().into());
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], key)
        .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let connections = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, counter) = (acceptor.clone(), Arc::clone(&counter));
            tokio::spawn(async move {
                let Ok(stream) = acceptor.accept(stream).await else { return };
                counter.fetch_add(1, Ordering::SeqCst);
                let mut connection = h2::server::handshake(stream).await.unwrap();
                while let Some(Ok((_request, mut respond))) = connection.accept().await {
                    let mut body = respond.send_response(http::Response::new(()), false).unwrap();
                    body.send_data(bytes::Bytes::from_static(b"7"), true).unwrap();
                }
            });
        }
    });
    (port, connections)
}

/// The calls that the case makes: what they return, or their error.
#[tokio::test]
#[ignore = "run by another test, with an environment"]
async fn calls() {
    let Ok(base_url) = std::env::var("CASE_BASE_URL") else { return };
    let client = Client::builder().base_url(base_url).retries(0).hyper().build().unwrap();
    for n in 0..3 {
        match client.thing(n).await {
            Ok(thing) => println!("got {thing}"),
            Err(error) => println!("{:?} {:?} {error}", error.kind(), error.outcome()),
        }
    }
}

/// A process with these certificates for the system's makes three calls.
async fn with_certificates(pem: &str, base_url: &str) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pem.as_bytes()).unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["calls", "--exact", "--ignored", "--nocapture"]);
    command.env("CASE_BASE_URL", base_url).env("SSL_CERT_FILE", file.path());
    let Output { stdout, status, .. } = command.output().await.unwrap();
    let stdout = String::from_utf8(stdout).unwrap();
    assert!(status.success(), "{stdout}");
    stdout
}

/// R57: HTTP/2 is agreed on, one connection serves all calls, and the system's certificates are those
/// that count.
#[tokio::test]
async fn r57_http2_is_agreed_on_under_the_systems_certificates() {
    let [right, other] = ["localhost", "localhost"]
        .map(|name| generate_simple_self_signed([name.to_owned()]).unwrap());
    let (port, connections) = http2_server(&right).await;
    let said = with_certificates(&right.cert.pem(), &format!("https://localhost:{port}")).await;
    assert_eq!(said.matches("got 7").count(), 3, "{said}");
    assert_eq!(connections.load(Ordering::SeqCst), 1);

    let said = with_certificates(&other.cert.pem(), &format!("https://localhost:{port}")).await;
    assert_eq!(said.matches("Connect NotDone").count(), 3, "{said}");
    // The right certificate, of another name.
    let said = with_certificates(&right.cert.pem(), &format!("https://127.0.0.1:{port}")).await;
    assert_eq!(said.matches("Connect NotDone").count(), 3, "{said}");
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}

/// What it can't do is said when the client is made.
#[tokio::test]
async fn it_is_not_mixed_with_reqwest() {
    let builder = || Client::builder().base_url("http://localhost:1").hyper();
    let reqwest = builder().reqwest(reqwest::Client::builder()).build().unwrap_err();
    let gzip = builder().gzip(true).build().unwrap_err();
    for (error, word) in [(reqwest, "reqwest"), (gzip, "`gzip`")] {
        assert_eq!((error.kind(), error.outcome()), (Kind::Build, Outcome::NotDone));
        assert!(error.to_string().contains(word), "{error}");
    }
    assert!(builder().gzip(false).build().is_ok());
}

/// A kept connection serves the next call, and `Debug` tells the transport.
#[tokio::test]
async fn connections_are_kept() {
    let server = Server::start([Act::Answer(ok("1")), Act::Answer(ok("2"))]).await;
    let client = Client::builder().base_url(server.url()).hyper().build().unwrap();
    assert_eq!((client.thing(1).await.unwrap(), client.thing(2).await.unwrap()), (1, 2));
    assert!(format!("{client:?}").contains("hyper"), "{client:?}");
}
