//! `results`: what came out of a job that is there.

use std::path::Path;

use futures_util::{StreamExt, stream};
use llama_cloud::{BatchJobItem, ItemStatus, LlamaCloud};

use crate::args::{Global, ResultsArgs};
use crate::bars::Bars;
use crate::fate::{self, Fate};
use crate::fetch::{Kind, fetch, items};
use crate::folder::{Folder, Names, safe_name};
use crate::say::say;
use crate::stop::{End, Stop};

pub(crate) async fn results(
    client: &LlamaCloud,
    global: &Global,
    args: &ResultsArgs,
) -> Result<End, Stop> {
    let job = client.beta().batch().get_status(&args.job).await?.job;
    if !job.status.is_final() {
        say(format_args!("the job is {}: there may be more results later", job.status));
    }
    let kind = Kind::of(&job.job_type);
    let items = items(client, &job.id).await?;
    let folder = Folder::prepare(&args.out.out)?;

    let names: Vec<String> = items.iter().map(local_name).collect();
    let mut results = Names::new(names.iter().map(String::as_str), kind.extension());
    let bar = Bars::new().items(items.len() as u64, "fetching");
    let fetches = items.iter().zip(&names).map(|(item, name)| {
        // Only results take names.
        let result = (item.status == ItemStatus::Completed).then(|| results.result(name));
        let (folder, kind) = (&folder, &kind);
        async move {
            match result {
                Some(result) => fetch(client, kind, item, &item.item_name, &result, folder).await,
                None => Fate::of_item(&item.item_name, item),
            }
        }
    });
    let fetches = stream::iter(fetches).buffered(usize::from(args.out.parallel));
    let fates: Vec<Fate> = fetches.inspect(|_| bar.inc(1)).collect().await;
    bar.finish_and_clear();
    folder.write_manifest(Some(&job), &fates)?;
    fate::report(global, Some(&job), &fates)
}

/// The name of an item, made one that files can have.
fn local_name(item: &BatchJobItem) -> String {
    let local = |name: &str| {
        let name: String = name.chars().map(|c| if c.is_control() { '_' } else { c }).collect();
        safe_name(Path::new(&name))
    };
    let names = [&item.item_name, &item.item_id].map(|name| local(name));
    names.into_iter().find(|name| !name.is_empty()).unwrap_or_else(|| "item".to_owned())
}
