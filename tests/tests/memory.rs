//! How much memory a call takes, counted by the allocator of this program.
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use endpoint::{Call, Client, Endpoints, Kind, Part, endpoint};
use peak_alloc::PeakAlloc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const MIB: usize = 1024 * 1024;

trait Things: Endpoints {
    #[endpoint(get = "/thing")]
    fn get(&self) -> Call<bytes::Bytes>;

    #[endpoint(post = "/files")]
    fn upload(&self, #[part] file: Part) -> Call<()>;
}

impl Things for Client {}

/// What a server sends behind the status line: headers, and so many pieces of the body.
#[derive(Clone, Copy)]
struct Sends {
    headers: &'static str,
    pieces: usize,
    chunked: bool,
}

/// A server that reads what it is sent without keeping it, and answers then.
async fn server(sends: Sends) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.windows(4).any(|end| end == b"\r\n\r\n") {
                assert_ne!(stream.read_buf(&mut head).await.unwrap(), 0);
            }
            let text = String::from_utf8_lossy(&head).into_owned();
            let (head_text, begun) = text.split_once("\r\n\r\n").unwrap();
            let len = head_text.split_once("content-length: ").map_or(0, |(_, rest)| {
                rest.split("\r\n").next().and_then(|len| len.parse().ok()).unwrap()
            });
            let mut buffer = vec![0; 64 * 1024];
            let mut left: usize = len - begun.len();
            while left > 0 {
                left -= stream.read(&mut buffer).await.unwrap();
            }
            let piece = vec![b'x'; 64 * 1024];
            let head = format!("HTTP/1.1 200 OK\r\n{}\r\n", sends.headers);
            let mut open = stream.write_all(head.as_bytes()).await.is_ok();
            for _ in 0..sends.pieces {
                let framed = if sends.chunked { "10000\r\n" } else { "" };
                open = open && stream.write_all(framed.as_bytes()).await.is_ok();
                open = open && stream.write_all(&piece).await.is_ok();
                if sends.chunked {
                    open = open && stream.write_all(b"\r\n").await.is_ok();
                }
            }
            if sends.chunked && open {
                let _ = stream.write_all(b"0\r\n\r\n").await;
            }
        }
    });
    url
}

/// The most that is held while `work` is done, beyond what was held before.
async fn peak_of<T>(work: impl IntoFuture<Output = T>) -> (T, usize) {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let done = work.await;
    (done, MEMORY.peak_usage() - before)
}

/// R32, R73: one test, as the allocator counts for the whole program.
#[tokio::test]
async fn r32_r73_memory_stays_below_what_is_promised() {
    let chunked = "transfer-encoding: chunked\r\n";
    let client = |url: &str, limit: usize| {
        Client::builder().base_url(url).max_body(limit as u64).retries(0).build().unwrap()
    };

    // A body that just fits, of a server that does not say how long it is.
    let sends = Sends { headers: chunked, pieces: 17 * 16, chunked: true };
    let client_of_17 = client(&server(sends).await, 17 * MIB);
    let (body, peak) = peak_of(client_of_17.get()).await;
    assert_eq!(body.unwrap().len(), 17 * MIB);
    assert!(peak < 2 * 17 * MIB, "{peak} bytes for a body that fits");

    // One that never ends, and one that is announced.
    let endless = Sends { headers: chunked, pieces: 100_000, chunked: true };
    let announced = Sends { headers: "content-length: 9999999999\r\n", pieces: 1, chunked: false };
    for (sends, most) in [(endless, 2 * 8 * MIB), (announced, MIB)] {
        let client = client(&server(sends).await, 8 * MIB);
        let (body, peak) = peak_of(client.get()).await;
        assert_eq!(body.unwrap_err().kind(), Kind::TooLarge);
        assert!(peak < most, "{peak} bytes for a body that is too large");
    }

    // The larger of two files takes no more than the smaller.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large");
    let none = Sends { headers: "content-length: 0\r\n", pieces: 0, chunked: false };
    let client = client(&server(none).await, MIB);
    for size in [MIB, 512 * MIB] {
        std::fs::File::create(&path).unwrap().set_len(size as u64).unwrap();
        let (sent, peak) = peak_of(client.upload(Part::file(&path))).await;
        sent.unwrap();
        assert!(peak < 2 * MIB, "{peak} bytes for a file of {size}");
    }
}
