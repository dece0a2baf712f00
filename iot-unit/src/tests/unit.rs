use std::{fs, net::TcpListener as StdListener, os::unix::fs::PermissionsExt, time::Duration};

use bpiiot_primitives::{ActionKind, Counter};
use tokio::time::{sleep, timeout};

use super::*;
use crate::{Config, UnitError, application, device::replay::Replay, run};

fn config(data: &Path) -> Config {
	Config {
		// Nothing listens on the discard port.
		node: "ws://127.0.0.1:9".into(),
		confirmations: 3,
		data: data.join("data"),
		key_file: data.join("device.key"),
		agreements: vec![5],
		listen: None,
		keep_readings: 1_000,
		mqtt: None,
		replay: Some(Replay {
			file: concat!(env!("CARGO_MANIFEST_DIR"), "/../data/skab/other-5.csv").into(),
			speed: 0.0,
			columns: [("Accelerometer1RMS".into(), VIBRATION), ("Temperature".into(), TEMPERATURE)].into(),
		}),
	}
}

// covers M48, M49, M50
#[tokio::test(flavor = "multi_thread")]
async fn with_rules_from_an_earlier_run_the_unit_counts_without_a_chain() {
	let data = tempfile::tempdir().unwrap();
	let mut config = config(data.path());
	let port = StdListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
	config.listen = Some(port);
	let lines = fs::read_to_string(&config.replay.as_ref().unwrap().file).unwrap().lines().count() as u64 - 1;
	{
		let journal = Journal::open(&config.data, 1_000).unwrap();
		journal.save_terms(&terms(), &[((5, 0), Counter::at(1))].into(), 7).unwrap();
	}
	let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
	let unit = tokio::spawn(run(config.clone(), async move {
		let _ = stopped.await;
	}));
	let status: serde_json::Value = timeout(Duration::from_secs(60), async {
		loop {
			if let Ok(text) = application::fetch_status(port).await {
				let status: serde_json::Value = serde_json::from_str(&text).unwrap();
				if status["readings"] == 2 * lines && status["last_error"].is_string() {
					break status;
				}
			}
			sleep(Duration::from_millis(50)).await;
		}
	})
	.await
	.unwrap();
	assert_eq!(status["chain"]["connected"], false);
	assert!(status["last_error"].as_str().unwrap().contains("ws://127.0.0.1:9 cannot be reached"), "{status}");
	stop.send(()).unwrap();
	unit.await.unwrap().unwrap();

	// Every reading of the recording is far above both thresholds.
	let journal = Journal::open(&config.data, 1_000).unwrap();
	let triggers = journal.pending(usize::MAX).unwrap();
	let service = triggers.iter().filter(|trigger| trigger.action == ActionKind::RequestService).count() as u64;
	assert_eq!((service, triggers.len() as u64 - service), ((lines + 1) / 3, lines / 4));
	assert_eq!(triggers[0].seq, 7);
	assert_eq!(journal.verify().unwrap(), 1_000);
	drop(journal);

	// Started again, it passes over what it has recorded.
	let again = run(config.clone(), sleep(Duration::from_secs(1)));
	again.await.unwrap();
	let journal = Journal::open(&config.data, 1_000).unwrap();
	assert_eq!(journal.head().0, 2 * lines);
	assert_eq!(journal.totals().unwrap().rejected.len(), 0);
}

#[tokio::test]
async fn without_rules_the_unit_waits_for_the_chain() {
	let data = tempfile::tempdir().unwrap();
	let config = config(data.path());
	run(config.clone(), sleep(Duration::from_millis(500))).await.unwrap();
	let journal = Journal::open(&config.data, 1_000).unwrap();
	assert_eq!(journal.head().0, 0);
}

// covers M56
#[tokio::test]
async fn the_key_is_made_at_the_first_start_for_its_owner_alone() {
	let data = tempfile::tempdir().unwrap();
	let config = config(data.path());
	run(config.clone(), async {}).await.unwrap();
	let first = fs::read(&config.key_file).unwrap();
	assert_eq!(fs::metadata(&config.key_file).unwrap().permissions().mode() & 0o777, 0o600);
	run(config.clone(), async {}).await.unwrap();
	assert_eq!(fs::read(&config.key_file).unwrap(), first, "the key stays the same");
	fs::set_permissions(&config.key_file, fs::Permissions::from_mode(0o644)).unwrap();
	let error = run(config.clone(), async {}).await.err().unwrap();
	assert!(matches!(error, UnitError::Key(_)) && error.to_string().contains("chmod 600"), "{error}");
	// Another key does not take over the journal of the first.
	fs::remove_file(&config.key_file).unwrap();
	let error = run(config.clone(), async {}).await.err().unwrap().to_string();
	assert!(error.contains("belongs to the device account"), "{error}");
}

#[tokio::test]
async fn mistakes_are_told_at_the_start() {
	let data = tempfile::tempdir().unwrap();
	let good = config(data.path());
	let mut missing = good.clone();
	missing.replay.as_mut().unwrap().file = "/no/such.csv".into();
	let error = run(missing, async {}).await.err().unwrap().to_string();
	assert!(error.contains("/no/such.csv"), "{error}");

	let taken = StdListener::bind("127.0.0.1:0").unwrap();
	let mut busy = good.clone();
	busy.listen = Some(taken.local_addr().unwrap());
	let error = run(busy, async {}).await.err().unwrap().to_string();
	assert!(error.contains("cannot listen on") && error.contains("unit.listen"), "{error}");

	let _open = Journal::open(&good.data, 10).unwrap();
	let error = run(good, async {}).await.err().unwrap().to_string();
	assert!(error.contains("in use by another unit"), "{error}");
}
