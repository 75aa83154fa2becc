use endpoint::{Call, Client, Endpoints, Params, endpoint};

trait Jobs: Endpoints {
    #[endpoint]
    fn a(&self) -> Call<String>;
    #[endpoint()]
    fn b(&self) -> Call<String>;
    #[endpoint(g)]
    fn c(&self, id: u8) -> Call<String>;
    #[endpoint(get)]
    fn d(&self, id: u8) -> Call<String>;
    #[endpoint(get =)]
    fn e(&self, id: u8) -> Call<String>;
    #[endpoint(get = "")]
    fn f(&self) -> Call<String>;
    #[endpoint(get = "/jobs/{")]
    fn g(&self, id: u8) -> Call<String>;
    #[endpoint(get = "/jobs/{i")]
    fn h(&self, id: u8) -> Call<String>;
    #[endpoint(get = "/jobs/{i}")]
    fn i(&self, id: u8) -> Call<String>;
    #[endpoint(get = "/jobs", time)]
    fn j(&self) -> Call<String>;
    #[endpoint(get = "/jobs", timeout = )]
    fn k(&self) -> Call<String>;
    #[endpoint(get = "/jobs", header("x"))]
    fn l(&self) -> Call<String>;
    #[endpoint(get = "/jobs")]
    fn m(&self, #[que] id: u8) -> Call<String>;
    #[endpoint(get = "/jobs")]
    fn n(&self, #[query()] id: u8) -> Call<String>;
    #[endpoint(get = "/jobs")]
    fn o(&self);
    #[endpoint(get = "/jobs")]
    fn p();

    #[endpoint(get = "/jobs/{id}")]
    fn whole(&self, id: u8) -> Call<String>;
}

#[derive(Params)]
struct Page {
    #[que]
    limit: u8,
    #[query()]
    offset: u8,
}

impl Jobs for Client {}

// Nothing is reported from here on: each method has the signature that is written.
async fn use_them(client: Client) -> endpoint::Result<[String; 5]> {
    let jobs: &dyn Jobs = &client;
    jobs.o();
    let text: String = jobs.a().await?;
    Ok([text, jobs.c(1).await?, jobs.i(2).timeout(std::time::Duration::MAX).await?, jobs.m(3).await?, jobs.whole(4).await?])
}

fn main() {}
