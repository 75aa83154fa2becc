"""The main job with the official SDK, llama-cloud 2.13.0, against a sandbox.

    python main_job.py http://127.0.0.1:8080 KEY

Every answer is read by the SDK's strict models, so that a wrong name or type of the sandbox is an
error here.
"""

import sys
import time

from llama_cloud import APIStatusError, LlamaCloud


def refused(status, call):
    try:
        call()
    except APIStatusError as error:
        assert error.status_code == status, error
        return error.body
    raise AssertionError(f"expected {status}")


def main(url, key):
    client = LlamaCloud(
        base_url=url, api_key=key, max_retries=0, _strict_response_validation=True
    )
    batch, directories = client.beta.batch, client.beta.directories

    directory = directories.create(name="from Python", type="ephemeral")
    texts = {"a.txt": "first words", "größe.md": "# more words"}
    for name, text in texts.items():
        file = directories.files.upload(
            directory.id, upload_file=(name, text.encode()), unique_id=name
        )
        assert (file.display_name, file.unique_id) == (name, name), file
    name = "a.txt"
    refused(409, lambda: directories.files.upload(
        directory.id, upload_file=(name, b""), unique_id=name))
    listed = {file.display_name for file in directories.files.list(directory.id, page_size=1)}
    assert listed == set(texts), listed

    job = batch.create(
        directory_id=directory.id,
        job_config={"parameters": {"languages": ["en", "de"], "max_pages": 3}},
        temporal_namespace="tests",
    )
    assert job.status == "pending" and job.directory_id == directory.id, job
    assert [found.id for found in batch.list(directory_id=directory.id)] == [job.id]
    until = time.monotonic() + 30
    while (status := batch.get_status(job.id)).job.status not in ("completed", "failed"):
        assert time.monotonic() < until, status
    assert status.progress_percentage == 100 and status.job.processed_items == 2, status

    items = list(batch.job_items.list(job.id, limit=1))
    assert {item.item_name for item in items} == set(texts), items
    for item in items:
        results = batch.job_items.get_processing_results(item.item_id).processing_results
        assert results and results[0].job_config.parameters.max_pages == 3, results
        parsed = client.parsing.get(item.job_id, expand=["text_full", "markdown"])
        assert parsed.text_full == texts[item.item_name], parsed
        assert parsed.markdown.pages[0].markdown == texts[item.item_name], parsed

    ended = batch.cancel(job.id, reason="too late")
    assert ended.status == "completed", ended
    second = batch.create(item_ids=[items[0].item_id], job_config={})
    assert batch.cancel(second.id).status == "cancelled"

    refused(400, lambda: batch.create(job_config={}))
    detail = refused(422, lambda: batch.create(directory_id=directory.id, job_config={}, page_size=0))
    assert detail["detail"][0]["loc"] == ["body", "page_size"], detail
    refused(404, lambda: batch.get_status("bjb-unknown"))
    refused(401, lambda: client.with_options(api_key="wrong").beta.batch.list())

    directories.delete(directory.id)
    refused(404, lambda: directories.get(directory.id))
    print("the main job went through")


if __name__ == "__main__":
    main(*sys.argv[1:])
