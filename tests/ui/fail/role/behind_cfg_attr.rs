use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[cfg_attr(all(), query)] limit: u8) -> Call<String>;
}

fn main() {}
