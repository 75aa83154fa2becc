use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn a(&self, limit: u32 = 5) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn b(&self, #[query("n")] limit: Option<u32> = Some(5)) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn c(&self, #[query] limit: Option<u32> = None) -> Call<String>;

    #[endpoint(post = "/jobs")]
    fn d(&self, #[body] job: &str = "x") -> Call<String>;
}

fn main() {}
