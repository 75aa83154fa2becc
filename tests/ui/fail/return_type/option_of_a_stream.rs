use endpoint::{ByteStream, Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self) -> Call<Option<ByteStream>>;
}

fn main() {}
