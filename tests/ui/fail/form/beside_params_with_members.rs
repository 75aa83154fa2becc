use endpoint::{Call, Endpoints, Params, endpoint};

#[derive(serde::Serialize)]
struct Login {
    name: String,
}

#[derive(Params)]
struct More {
    device: String,
}

trait Sessions: Endpoints {
    #[endpoint(post = "/login")]
    fn login(&self, #[form] login: &Login, #[params] more: &More) -> Call<String>;
}

fn main() {}
