use endpoint::{Call, Client, endpoint};

struct Api(Client);

impl Api {
    #[endpoint(get = "/jobs")]
    pub fn list(&self) -> Call<String> {
        unimplemented!()
    }
}

fn main() {}
