use endpoint::{Call, Client, Endpoints, endpoint};

struct Api(Client);

impl Endpoints for Api {
    fn client(&self) -> &Client {
        &self.0
    }
}

impl Api {
    #[endpoint(get = "/jobs")]
    pub fn list(&self) -> Call<String>;
}

fn main() {}
