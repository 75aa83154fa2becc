use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/image")]
    fn image(&self) -> Call<Vec<u8>>;
    #[endpoint(get = "/image")]
    fn perhaps(&self) -> Call<Option<Box<[u8]>>>;
}

fn main() {}
