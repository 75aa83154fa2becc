use endpoint::{Client, endpoint};

struct Api(Client);

#[endpoint(get = "/jobs")]
impl Api {
    fn client(&self) -> &Client {
        &self.0
    }
}

fn main() {}
