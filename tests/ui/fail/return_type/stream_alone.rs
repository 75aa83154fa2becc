use endpoint::{ByteStream, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self) -> ByteStream;
}

fn main() {}
