//! TLS: what fails before a request can leave, and what is checked.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::sync::Arc;

use endpoint::{Call, Client, Endpoints, Kind, Outcome, endpoint};
use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

trait Things: Endpoints {
    #[endpoint(post = "/things")]
    fn make(&self) -> Call<Value>;
}

impl Things for Client {}

/// A server that speaks TLS with this certificate, and answers `1`.
async fn tls_server(certified: &CertifiedKey<KeyPair>) -> u16 {
    let key = PrivateKeyDer::try_from(certified.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut received = Vec::new();
            while !received.ends_with(b"\r\n\r\n") {
                if stream.read_buf(&mut received).await.unwrap_or(0) == 0 {
                    break;
                }
            }
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n1").await;
            let _ = stream.shutdown().await;
        }
    });
    port
}

/// A server that is none: it does this with each connection.
async fn odd_server<F: Future<Output = ()> + Send + 'static>(does: fn(TcpStream) -> F) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(does(stream));
        }
    });
    port
}

fn self_signed(name: &str) -> CertifiedKey<KeyPair> {
    generate_simple_self_signed([name.to_owned()]).unwrap()
}

/// A client that trusts one certificate alone.
fn trusting(certificate: &CertificateDer<'_>, port: u16) -> Client {
    let certificate = reqwest::Certificate::from_der(certificate).unwrap();
    let tls = reqwest::Client::builder().no_proxy().tls_certs_only([certificate]);
    Client::builder()
        .base_url(format!("https://localhost:{port}"))
        .bearer_token("llx-canary")
        .reqwest(tls)
        .build()
        .unwrap()
}

async fn assert_not_sent(name: &str, client: &Client) {
    let error = client.make().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (Kind::Connect, Outcome::NotDone),
        "{name}: {error:?}"
    );
    // Nothing left, so a POST too is tried again.
    assert_eq!(error.attempts(), 6, "{name}");
    assert!(!format!("{error:?}").contains("canary"), "{name}");
}

/// R2
#[tokio::test(start_paused = true)]
async fn r2_a_tls_failure_is_provably_not_sent() {
    let ports = [
        ("closes", odd_server(|stream| async { drop(stream) }).await),
        (
            "speaks plain text",
            odd_server(|mut stream| async move {
                let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
            })
            .await,
        ),
        (
            "sends an alert",
            odd_server(|mut stream| async move {
                let _ = stream.write_all(&[21, 3, 3, 0, 2, 2, 40]).await;
            })
            .await,
        ),
        (
            "is silent",
            odd_server(|stream| async {
                let _stream = stream;
                std::future::pending::<()>().await;
            })
            .await,
        ),
    ];
    let any = self_signed("localhost");
    for (name, port) in ports {
        assert_not_sent(name, &trusting(any.cert.der(), port)).await;
    }
}

/// R57: the certificate and the name are checked.
#[tokio::test(start_paused = true)]
async fn r57_certificates_and_names_are_checked() {
    let (right, other) = (self_signed("localhost"), self_signed("elsewhere.example"));
    let port = tls_server(&right).await;
    assert_eq!(trusting(right.cert.der(), port).make().await.unwrap(), 1);
    assert_not_sent("an untrusted certificate", &trusting(other.cert.der(), port)).await;

    let port = tls_server(&other).await;
    assert_not_sent("a certificate of another name", &trusting(other.cert.der(), port)).await;

    // Those that the system trusts are none of these.
    let port = tls_server(&right).await;
    let builtin = Client::builder().base_url(format!("https://localhost:{port}")).build().unwrap();
    assert_not_sent("the built-in transport", &builtin).await;
}
