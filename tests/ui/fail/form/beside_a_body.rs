use endpoint::{Call, Endpoints, endpoint};

#[derive(serde::Serialize)]
struct Login {
    name: String,
}

trait Sessions: Endpoints {
    #[endpoint(post = "/login")]
    fn login(&self, #[body] login: &Login, #[form] more: &Login) -> Call<String>;
}

fn main() {}
