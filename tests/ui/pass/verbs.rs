use endpoint::{Call, Client, Endpoints, endpoint};

trait Verbs: Endpoints {
    #[endpoint(get = "/x")]
    fn get(&self) -> Call<()>;
    #[endpoint(post = "/x")]
    fn post(&self) -> Call<()>;
    #[endpoint(put = "/x")]
    fn put(&self) -> Call<()>;
    #[endpoint(patch = "/x")]
    fn patch(&self) -> Call<()>;
    #[endpoint(delete = "/x")]
    fn delete(&self) -> Call<()>;
    #[endpoint(head = "/x")]
    fn head(&self) -> Call<()>;
    #[endpoint(options = "/x")]
    fn options(&self) -> Call<()>;
    #[endpoint(post = "/x", idempotent)]
    fn post_again(&self) -> Call<()>;
    #[endpoint(idempotent, patch = "/x")]
    fn patch_again(&self) -> Call<()>;
}

impl Verbs for Client {}

fn main() {
    let client = Client::offline();
    for (call, verb, idempotent) in [
        (client.get(), "GET", true),
        (client.post(), "POST", false),
        (client.put(), "PUT", true),
        (client.patch(), "PATCH", false),
        (client.delete(), "DELETE", true),
        (client.head(), "HEAD", true),
        (client.options(), "OPTIONS", true),
        (client.post_again(), "POST", true),
        (client.patch_again(), "PATCH", true),
    ] {
        let request = call.preview().unwrap();
        assert_eq!(request.method().as_str(), verb);
        assert_eq!(request.is_idempotent(), idempotent, "{}", request.endpoint().name());
    }
}
