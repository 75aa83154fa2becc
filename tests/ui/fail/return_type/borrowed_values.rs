use endpoint::{Call, Endpoints, WithHeaders, endpoint};

struct Job;

trait Jobs: Endpoints {
    #[endpoint(get = "/a")]
    fn a(&self) -> Call<&'static str>;
    #[endpoint(get = "/b")]
    fn b(&self) -> Call<str>;
    #[endpoint(get = "/c")]
    fn c(&self) -> Call<[Job]>;
    #[endpoint(get = "/d")]
    fn d(&self) -> Call<WithHeaders<&[Job]>>;
    #[endpoint(get = "/e")]
    fn e(&self) -> Call<std::borrow::Cow<'static, str>>;
    #[endpoint(get = "/f")]
    fn f(&self) -> &'static str;
    #[endpoint(get = "/g")]
    fn g(&self) -> Result<&[Job], u8>;
    #[endpoint(get = "/h")]
    fn h(&self) -> Call<dyn std::any::Any>;
    #[endpoint(get = "/i")]
    fn i(&self) -> Call<Self>;
}

fn main() {}
