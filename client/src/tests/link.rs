//! The connection against a server that answers only what a connection needs.

use std::{net::SocketAddr, time::Duration};

use jsonrpsee::{
	RpcModule,
	server::{Server, ServerHandle},
	types::ErrorObjectOwned,
};
use tokio::time::{sleep, timeout};

use crate::{Chain, Error, H256, PoolRefusal};

/// A node with one block, whose hash consists of `byte`.
async fn node(address: SocketAddr, byte: u8) -> (SocketAddr, ServerHandle) {
	let hash = format!("0x{}", hex::encode([byte; 32]));
	let mut module = RpcModule::new(());
	let genesis = hash.clone();
	module.register_method("chain_getBlockHash", move |_, _, _| genesis.clone()).unwrap();
	module
		.register_method("chain_getHeader", move |_, _, _| {
			serde_json::json!({
				"parentHash": format!("0x{}", "00".repeat(32)), "number": "0x0", "stateRoot": hash,
				"extrinsicsRoot": hash, "digest": { "logs": [] },
			})
		})
		.unwrap();
	module
		.register_method("system_accountNextIndex", |_, _, _| {
			Err::<u64, _>(ErrorObjectOwned::owned(1, "out of order", None::<()>))
		})
		.unwrap();
	// A port that was just freed can be busy for a moment.
	for _ in 0..100 {
		if let Ok(server) = Server::builder().build(address).await {
			return (server.local_addr().unwrap(), server.start(module));
		}
		sleep(Duration::from_millis(50)).await;
	}
	panic!("cannot listen on {address}");
}

async fn stop(handle: ServerHandle) {
	handle.stop().unwrap();
	handle.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_node_is_found_again() {
	let (address, handle) = node("127.0.0.1:0".parse().unwrap(), 7).await;
	let chain = Chain::connect(&format!("ws://{address}")).await.unwrap();
	assert_eq!(chain.genesis(), H256([7; 32]));
	assert_eq!(chain.best().await.unwrap().number, 0);

	stop(handle).await;
	for _ in 0..3 {
		let error = chain.best().await.unwrap_err();
		assert!(error.is_link(), "{error}");
		assert!(error.to_string().contains(&address.to_string()), "{error}");
	}
	assert!(chain.subscribe_best().next().await.unwrap_err().is_link());

	let (_, handle) = node(address, 7).await;
	assert_eq!(chain.best().await.unwrap().hash, H256([7; 32]));
	stop(handle).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_chain_at_the_same_address_is_refused() {
	let (address, handle) = node("127.0.0.1:0".parse().unwrap(), 7).await;
	let url = format!("ws://{address}");
	let chain = Chain::connect(&url).await.unwrap();
	assert!(matches!(
		Chain::connect_to(&url, Some(H256([8; 32])), 3).await,
		Err(Error::WrongChain { expected, found, .. }) if expected.0[0] == 8 && found.0[0] == 7
	));
	stop(handle).await;
	let (_, handle) = node(address, 9).await;
	// The first request may still notice the loss of the old connection.
	let _ = chain.best().await;
	let error = chain.best().await.unwrap_err();
	assert!(matches!(error, Error::WrongChain { .. }), "{error}");
	stop(handle).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_the_node_is_not_a_lost_connection() {
	let (address, handle) = node("127.0.0.1:0".parse().unwrap(), 7).await;
	let chain = Chain::connect(&format!("ws://{address}")).await.unwrap();
	let error = chain.next_index(&crate::AccountId32([1; 32])).await.unwrap_err();
	assert!(matches!(&error, Error::Node(text) if text.contains("out of order")), "{error}");
	assert!(chain.best().await.is_ok());
	stop(handle).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_absent_node_is_waited_for() {
	let (address, handle) = node("127.0.0.1:0".parse().unwrap(), 7).await;
	stop(handle).await;
	let url = format!("ws://{address}");
	assert!(Chain::connect_within(&url, Duration::ZERO).await.unwrap_err().is_link());
	let waiting = tokio::spawn(async move { Chain::connect_within(&url, Duration::from_secs(60)).await });
	let (_, handle) = node(address, 7).await;
	assert!(timeout(Duration::from_secs(60), waiting).await.unwrap().unwrap().is_ok());
	stop(handle).await;
	assert!(matches!(Chain::connect("not a url").await, Err(Error::Unreachable { .. })));
}

#[test]
fn refusals_of_the_pool_are_told_apart() {
	let read = PoolRefusal::from_rpc;
	let invalid = "Invalid Transaction";
	assert_eq!(read(1013, "Transaction is already imported", None), PoolRefusal::AlreadyKnown);
	assert_eq!(read(1014, "Priority is too low: (1 vs 1)", Some("\"too low\"")), PoolRefusal::NonceTaken);
	assert_eq!(read(1010, invalid, Some("\"Transaction is outdated\"")), PoolRefusal::Outdated);
	let payment = "\"Inability to pay some fees , e.g. account balance too low\"";
	assert_eq!(read(1010, invalid, Some(payment)), PoolRefusal::Payment);
	assert_eq!(read(1010, invalid, Some("\"Custom error: 30\"")), PoolRefusal::NotAParticipant);
	assert_eq!(read(1010, invalid, Some("\"Custom error: 31\"")), PoolRefusal::NotLetIn);
	assert_eq!(read(1016, "Immediately dropped", None), PoolRefusal::Full);
	let other = read(1010, invalid, Some("\"Transaction has a bad signature\""));
	assert_eq!(other.to_string(), "Invalid Transaction (Transaction has a bad signature)");
}
