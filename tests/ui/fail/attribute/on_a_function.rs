use endpoint::{Call, Client, endpoint};

#[endpoint(get = "/jobs")]
fn list(_client: &Client) -> Call<String> {
    unimplemented!()
}

fn main() {}
