use endpoint::{Call, Endpoints, OffsetPage, endpoint};

struct Job;

trait Jobs: Endpoints {
    #[endpoint(get = "/a")]
    fn a(&self) -> Call<endpoint::Raw>;
    #[endpoint(get = "/b")]
    fn b(&self) -> Call<http::HeaderMap>;
    #[endpoint(get = "/c")]
    fn c(&self) -> Call<(Job, http::HeaderMap)>;
    #[endpoint(get = "/d")]
    fn d(&self) -> Call<http::Response<Job>>;
    #[endpoint(get = "/e")]
    fn e(&self) -> Call<endpoint::Items<OffsetPage<String>>>;
    #[endpoint(get = "/f")]
    fn f(&self) -> Call<endpoint::Result<Job>>;
    #[endpoint(get = "/g")]
    fn g(&self) -> (Call<Job>, Call<Job>);
    #[endpoint(get = "/h")]
    fn h(&self) -> endpoint::CallFuture<Job>;
    #[endpoint(get = "/i")]
    fn i(&self) -> std::rc::Rc<Call<Job>>;
}

fn main() {}
