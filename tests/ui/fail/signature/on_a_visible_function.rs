use endpoint::{Call, Client, endpoint};

#[endpoint(get = "/jobs/{id}")]
pub fn get(client: &Client, id: &str) -> Call<String>;

fn main() {}
