//! Proxies that the environment names. A process can't change its own environment safely, so each
//! case runs this program again with the variables that it is about.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::process::Output;

use endpoint::{Call, Client, Endpoints, endpoint};
use project_tests::{Act, Received, Server, answer, ok};
use serde_json::Value;
use tokio::process::Command;

trait Things: Endpoints {
    #[endpoint(post = "/things")]
    fn make(&self) -> Call<Value>;
}

impl Things for Client {}

const VARIABLES: [&str; 8] = [
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
];

/// The call that the cases make: what it returns, or the error with all that it shows.
#[tokio::test]
#[ignore = "run by the other tests, with an environment"]
async fn call() {
    let Ok(base_url) = std::env::var("CASE_BASE_URL") else { return };
    let mut builder = Client::builder().base_url(base_url).bearer_token("llx-canary").retries(0);
    builder = builder.allow_http(true).connect_timeout(std::time::Duration::from_secs(2));
    if std::env::var_os("CASE_DIRECT").is_some() {
        builder = builder.no_proxy();
    }
    if std::env::var("CASE_TRANSPORT").is_ok_and(|transport| transport == "hyper") {
        builder = builder.hyper();
    }
    match builder.build().unwrap().make().await {
        Ok(value) => println!("made {value}"),
        Err(error) => println!("{:?} {error} {error:?}", error.outcome()),
    }
}

/// What a client can send with.
const TRANSPORTS: [&str; 2] = ["reqwest", "hyper"];

async fn run(transport: &str, base_url: &str, variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["call", "--exact", "--ignored", "--nocapture"]);
    for name in VARIABLES {
        command.env_remove(name);
    }
    command
        .env("CASE_BASE_URL", base_url)
        .env("CASE_TRANSPORT", transport)
        .envs(variables.iter().copied());
    let Output { stdout, status, .. } = command.output().await.unwrap();
    let stdout = String::from_utf8(stdout).unwrap();
    assert!(status.success(), "{stdout}");
    stdout
}

/// A proxy that does this with what it is asked, and its URL with credentials.
async fn proxy(act: Act) -> (Server, String) {
    let server = Server::start([act]).await;
    let url = server.url().replace("http://", "http://user:proxy-canary@");
    (server, url)
}

fn one(server: &Server) -> Received {
    let mut received = server.received();
    assert_eq!(received.len(), 1);
    received.remove(0)
}

/// R58: plain `http` is asked of the proxy, `https` goes through a tunnel that shows it nothing.
#[tokio::test]
async fn r58_proxies_of_the_environment_are_asked() {
    for transport in TRANSPORTS {
        for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY"] {
            let (server, url) = proxy(Act::Answer(ok("7"))).await;
            let said = run(transport, "http://api.example/v1", &[(name, &url)]).await;
            assert!(said.contains("made 7"), "{name}: {said}");
            let request = one(&server);
            assert_eq!(request.target, "http://api.example/v1/things", "{name}");
            // `user:proxy-canary` in Base64.
            let credentials = request.header("proxy-authorization").unwrap();
            assert_eq!(credentials, "Basic dXNlcjpwcm94eS1jYW5hcnk=", "{name}");
        }
        for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"] {
            let (server, url) = proxy(Act::AnswerAndClose(answer("502 Bad", &[], ""))).await;
            let said = run(transport, "https://api.example", &[(name, &url)]).await;
            assert!(said.contains("NotDone") && said.contains("`HTTPS_PROXY`"), "{name}: {said}");
            let request = one(&server);
            assert_eq!(
                (&*request.method, &*request.target),
                ("CONNECT", "api.example:443"),
                "{name}"
            );
            assert_eq!(request.header("authorization"), None, "{name}");
            assert!(!said.contains("canary"), "{name}: {said}");
        }
    }
}

/// R58: `NO_PROXY`, `no_proxy()` and loopback keep a proxy out of it.
#[tokio::test]
async fn r58_proxies_can_be_kept_out() {
    for transport in TRANSPORTS {
        let (server, url) = proxy(Act::Answer(ok("7"))).await;
        for (base_url, variables) in [
            (
                "http://api.invalid",
                [("HTTP_PROXY", &*url), ("NO_PROXY", "other.invalid,api.invalid")],
            ),
            ("http://a.api.invalid", [("HTTP_PROXY", &*url), ("NO_PROXY", "api.invalid")]),
            ("http://api.invalid", [("HTTP_PROXY", &*url), ("NO_PROXY", "*")]),
            ("http://api.invalid", [("ALL_PROXY", &*url), ("CASE_DIRECT", "1")]),
        ] {
            let said = run(transport, base_url, &variables).await;
            assert!(said.contains("NotDone") && !said.contains("made"), "{variables:?}: {said}");
            assert!(!said.contains("canary"), "{said}");
        }
        let origin = Server::start([Act::Answer(ok("1"))]).await;
        let named = origin.url().replace("127.0.0.1", "localhost");
        for base_url in [origin.url(), &named] {
            for name in ["HTTP_PROXY", "ALL_PROXY"] {
                let said = run(transport, base_url, &[(name, &url)]).await;
                assert!(said.contains("made 1"), "{base_url}: {said}");
            }
        }
        assert_eq!(server.count(), 0, "the proxy was asked");
    }
}

/// R58: whose 407 it is.
#[tokio::test]
async fn r58_a_407_is_the_proxys() {
    for transport in TRANSPORTS {
        for base_url in ["http://api.example", "https://api.example"] {
            let refuses = [("proxy-authenticate", "Basic")];
            let bytes = answer("407 Proxy Authentication Required", &refuses, "proxy-canary");
            let (server, url) = proxy(Act::AnswerAndClose(bytes)).await;
            let said = run(transport, base_url, &[("ALL_PROXY", &url)]).await;
            assert!(said.contains("NotDone") && said.contains("put"), "{base_url}: {said}");
            assert!(
                said.contains("proxy") && said.contains("http://user:password@proxy"),
                "{said}"
            );
            assert!(!said.contains("check that"), "{base_url}: {said}");
            assert!(!said.contains("canary"), "{base_url}: {said}");
            one(&server);
        }
    }
}
