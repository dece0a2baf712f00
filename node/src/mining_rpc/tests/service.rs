//! What is posted when, and what becomes of solutions.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn two_miners_with_a_solution_of_one_template_make_one_block() {
	let rig = Rig::new(16);
	let (mut one, mut two) = (rig.handle.join().unwrap(), rig.handle.join().unwrap());
	let (first, second) = (template(&mut one).await, template(&mut two).await);
	assert_eq!((first.id, first.pre_hash), (second.id, second.pre_hash), "both search the same");
	assert!(first.nonce_end.value() <= second.nonce_start.value(), "and nobody searches twice");

	let (found, other) = (solve(&first, true), solve(&second, true));
	let (one_desk, two_desk) = (one.submitter(), two.submitter());
	let results = tokio::join!(one_desk.submit(found), two_desk.submit(other), one_desk.submit(found));
	let results = [results.0, results.1, results.2];
	let accepted: Vec<_> = results.iter().flatten().collect();
	assert_eq!(accepted.len(), 1, "{results:?}");
	assert_eq!(accepted[0].hash, rig.parts.client.info().best_hash);
	assert!(accepted[0].best && accepted[0].height == 1);
	let refused = results.iter().filter(|result| **result == Err(SubmitError::AlreadySubmitted)).count();
	assert_eq!(refused, 2, "{results:?}");
	assert_eq!((rig.height(), rig.handle.status().blocks_mined), (1, 1));
	// The block is an ordinary one: another node takes it.
	let block = rig.parts.client.block(rig.parts.client.info().best_hash).unwrap().unwrap().block;
	import(&Rig::new(16), block).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_wrong_solution_has_its_own_error_and_makes_no_block() {
	let rig = Rig::new(16);
	let mut seat = rig.handle.join().unwrap();
	let other = rig.handle.join().unwrap();
	let template = template(&mut seat).await;
	let good = solve(&template, true);
	let desk = seat.submitter();

	assert_eq!(desk.submit(Found { id: good.id + 1, ..good }).await, Err(SubmitError::Stale));
	assert_eq!(desk.submit(Found { id: 0, ..good }).await, Err(SubmitError::Stale));
	assert_eq!(other.submitter().submit(good).await, Err(SubmitError::OutsideRange));
	assert_eq!(desk.submit(Found { nonce: 0, ..good }).await, Err(SubmitError::OutsideRange), "the node's own range");
	assert_eq!(desk.submit(solve(&template, false)).await, Err(SubmitError::TooLittleWork));
	let job = template.job().unwrap();
	let challenge = challenge(&job.pre_hash, &job.signature, good.nonce);
	let lucky =
		(0..u128::MAX).map(u128::to_le_bytes).find(|solution| meets(work(&challenge, solution), job.difficulty));
	assert_eq!(desk.submit(Found { solution: lucky.unwrap(), ..good }).await, Err(SubmitError::WrongSolution));
	assert_eq!(rig.height(), 0);
	assert_eq!(desk.submit(good).await.map(|block| block.height), Ok(1), "none of it has spoilt the template");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_block_takes_the_old_work_back() {
	let (rig, rival) = (Rig::new(16), Rig::new(16));
	let mut seat = rival.handle.join().unwrap();
	let solved = solve(&template(&mut seat).await, true);
	let block = seat.submitter().submit(solved).await.unwrap();
	let block = rival.parts.client.block(block.hash).unwrap().unwrap().block;

	let mut seat = rig.handle.join().unwrap();
	let old = template(&mut seat).await;
	let found = solve(&old, true);
	import(&rig, block.clone()).await;
	assert_eq!(seat.submitter().submit(found).await, Err(SubmitError::Stale));
	let mut notices = Vec::new();
	let new = loop {
		match next(&mut seat).await {
			Notice::Template(template) if template.parent != old.parent => break template,
			notice => notices.push(notice),
		}
	};
	assert!(
		notices.iter().all(|notice| *notice == Notice::Stop(StopCause::NewBlock)),
		"stale work was given out after the block: {notices:?}"
	);
	assert_eq!((new.height, new.parent.0), (2, block.hash().0));
	assert_eq!(rig.height(), 1, "the stale solution has made no block");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_searched_while_the_node_catches_up() {
	let rig = Rig::new(16);
	rig.syncing.0.store(true, Ordering::SeqCst);
	let mut seat = rig.handle.join().unwrap();
	while next(&mut seat).await != Notice::Stop(StopCause::Syncing) {}
	assert_eq!(rig.handle.status().template, Err(StopCause::Syncing));
	rig.syncing.0.store(false, Ordering::SeqCst);
	let found = solve(&template(&mut seat).await, true);

	rig.syncing.0.store(true, Ordering::SeqCst);
	assert_eq!(seat.submitter().submit(found).await, Err(SubmitError::Syncing));
	while next(&mut seat).await != Notice::Stop(StopCause::Syncing) {}
	assert_eq!(rig.height(), 0);
	rig.syncing.0.store(false, Ordering::SeqCst);
	template(&mut seat).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_is_built_anew_for_waiting_transactions_sooner_than_for_the_clock() {
	let rig = Rig::new(u64::MAX);
	let mut seat = rig.handle.join().unwrap();
	template(&mut seat).await;
	let begin = Instant::now();
	let idle = template(&mut seat).await;
	let clock = begin.elapsed();
	assert!(clock >= Duration::from_secs(4), "an empty template was built anew after {clock:?}");

	rig.waiting.store(1, Ordering::SeqCst);
	template(&mut seat).await;
	let mut shortest = Duration::MAX;
	let mut last = idle;
	// A busy machine may be late, but not always.
	for _ in 0..10 {
		let begin = Instant::now();
		let next = template(&mut seat).await;
		assert!(next.id > last.id && next.parent == last.parent);
		shortest = shortest.min(begin.elapsed());
		last = next;
		if shortest < clock {
			break;
		}
	}
	assert!(shortest < clock, "waiting transactions change nothing: {shortest:?}");
	assert!(shortest >= Duration::from_secs(1), "{shortest:?} is more often than needed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_solution_of_the_template_before_still_counts() {
	let rig = Rig::new(16);
	let mut seat = rig.handle.join().unwrap();
	rig.waiting.store(1, Ordering::SeqCst);
	let before = template(&mut seat).await;
	template(&mut seat).await;
	let block = seat.submitter().submit(solve(&before, true)).await.unwrap();
	assert_eq!((block.height, rig.height()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_built_while_nobody_searches() {
	let rig = Rig::new(16);
	let mut seat = rig.handle.join().unwrap();
	template(&mut seat).await;
	assert_eq!(rig.handle.status().miners, 1);
	drop(seat);
	assert_eq!(rig.handle.status().miners, 0);
	timeout(PATIENCE, async {
		while rig.handle.status().template != Err(StopCause::Idle) {
			tokio::time::sleep(Duration::from_millis(10)).await;
		}
	})
	.await
	.expect("the work is taken back");
	let calls = rig.parts.other.1.runtime_calls();
	tokio::time::sleep(Duration::from_secs(3)).await;
	assert_eq!(rig.parts.other.1.runtime_calls(), calls, "a template was built for nobody");
	template(&mut rig.handle.join().unwrap()).await;
}
