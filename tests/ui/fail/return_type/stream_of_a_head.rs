use endpoint::{ByteStream, Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(head = "/jobs")]
    fn get(&self) -> Call<ByteStream>;
}

fn main() {}
