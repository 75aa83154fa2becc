use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[header] value: (u8, u8)) -> Call<String>;
}

fn main() {}
