use endpoint::{Call, Endpoints, endpoint};

struct Login;

trait Sessions: Endpoints {
    #[endpoint(post = "/login")]
    fn login(&self, #[form] login: &Login) -> Call<String>;
}

fn main() {}
