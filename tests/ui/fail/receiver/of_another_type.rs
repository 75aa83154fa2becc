use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn a(self: &endpoint::Client) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn b(self: &dyn Jobs) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn c(self: &impl Jobs) -> Call<String>;
}

fn main() {}
