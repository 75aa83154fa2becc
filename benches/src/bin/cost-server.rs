//! Answers the three calls with what stands ready, as fast as it can.
//!
//! It prints its URL, and serves until its standard input ends.
#![expect(clippy::print_stdout, reason = "a program talks to whoever started it")]

use std::convert::Infallible;
use std::io::Read as _;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use project_benches::drive::Failed;
use project_benches::sample;
use tokio::net::TcpListener;

fn main() -> Result<(), Failed> {
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(serve())
}

async fn serve() -> Result<(), Failed> {
    let answers: &'static Answers = Box::leak(Box::new(Answers {
        job: sample::job().into(),
        page: sample::page().into(),
        status: sample::status().into(),
    }));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(async move {
            let service = service_fn(|request| answers.answer(request));
            // A client that goes away takes its connection along.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

struct Answers {
    job: Bytes,
    page: Bytes,
    status: Bytes,
}

impl Answers {
    async fn answer(
        &self,
        request: Request<Incoming>,
    ) -> Result<Response<Full<Bytes>>, Infallible> {
        let body = match (request.method(), request.uri().path()) {
            (&Method::POST, PATH) => &self.job,
            (&Method::GET, PATH) => &self.page,
            (&Method::GET, _) => &self.status,
            _ => &Bytes::new(),
        };
        // What was sent is read whole, as a server does that has to look at it.
        let _ = request.into_body().collect().await;
        let mut response = Response::new(Full::new(body.clone()));
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(CONTENT_TYPE, json);
        Ok(response)
    }
}

const PATH: &str = "/api/v1/beta/batch-processing";
