use endpoint::{Call, Endpoints, endpoint};

#[derive(serde::Serialize)]
struct Login {
    name: String,
}

trait Sessions: Endpoints {
    #[endpoint(get = "/login")]
    fn login(&self, #[form] login: &Login) -> Call<String>;
}

fn main() {}
