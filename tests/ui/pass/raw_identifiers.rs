use endpoint::{Call, Client, Endpoints, Params, endpoint};

#[derive(Params)]
struct Filter {
    #[query]
    r#type: u8,
    #[header]
    r#if: u8,
}

trait Search: Endpoints {
    #[endpoint(get = "/{match}")]
    fn r#where(
        &self,
        r#match: &str,
        #[query] r#in: &str,
        #[header] r#ref: &str,
        #[params] r#box: &Filter,
    ) -> Call<String>;
}

impl Search for Client {}

fn main() {
    let call = Client::offline().r#where("m", "i", "r", &Filter { r#type: 1, r#if: 2 });
    assert_eq!(call.endpoint().unwrap().name(), "where");
    let request = call.preview().unwrap();
    assert_eq!(request.url().as_str(), "http://localhost/m?in=i&type=1");
    assert_eq!(request.headers()["ref"], "r");
    assert_eq!(request.headers()["if"], "2");
}
