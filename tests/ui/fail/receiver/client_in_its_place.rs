use endpoint::{Call, Client, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{id}")]
    fn a(client: &Client, id: &str) -> Call<String>;

    #[endpoint(get = "/jobs/{id}")]
    fn b(this: &Self, id: &str) -> Call<String>;

    #[endpoint(get = "/jobs")]
    fn c(api: &impl Endpoints) -> Call<String>;
}

fn main() {}
