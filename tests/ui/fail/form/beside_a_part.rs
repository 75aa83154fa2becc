use endpoint::{Call, Endpoints, endpoint};

#[derive(serde::Serialize)]
struct Login {
    name: String,
}

trait Sessions: Endpoints {
    #[endpoint(post = "/login")]
    fn login(&self, #[form] login: &Login, #[part] file: &str) -> Call<String>;
}

fn main() {}
