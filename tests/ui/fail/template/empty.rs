use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "")]
    fn status(&self) -> Call<String>;
}

fn main() {}
