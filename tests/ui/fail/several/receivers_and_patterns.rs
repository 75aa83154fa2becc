use endpoint::{Call, Client, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/a")]
    const fn a(&self) -> Call<u8>;
    #[endpoint(get = "/b")]
    fn b(&mut self) -> Call<u8>;
    #[endpoint(get = "/c")]
    fn c(self) -> Call<u8>;
    #[endpoint(get = "/d")]
    fn d(#[query] limit: u8) -> Call<u8>;
    #[endpoint(get = "/e")]
    fn e(&self, #[query] Some(limit): Option<u8>) -> Call<u8>;
}

impl Jobs for Client {}

// Nothing is reported here: each can be called as it will be once it is right.
async fn use_them(jobs: &dyn Jobs) -> endpoint::Result<[u8; 5]> {
    Ok([jobs.a().await?, jobs.b().await?, jobs.c().await?, jobs.d(1).await?, jobs.e(None).await?])
}

fn main() {}
