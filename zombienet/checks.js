// Checks that zombienet's own language cannot say. Run for a node as `js-script ./checks.js with "<name of the check>"`;
// a check fails by throwing, or by the time limit of its line.

const PAUSE = 1000;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// The sum of a metric's samples; a metric that the node does not have is an error, not zero.
async function metric(node, name) {
	const text = await (await fetch(node.prometheusUri)).text();
	const lines = text.split("\n").filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
	if (lines.length === 0) throw new Error(`${node.name} has no metric ${name}`);
	return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
}

async function rpc(node, method, params = []) {
	const response = await fetch(node.wsUri.replace(/^ws/, "http"), {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
	});
	const { result, error } = await response.json();
	if (error) throw new Error(`${node.name} answers ${method} with: ${error.message}`);
	return result;
}

const checks = {
	async "mines"(node) {
		while ((await metric(node, "bpiiot_pow_blocks_mined_total")) < 1) await sleep(PAUSE);
	},

	async "authors nothing"(node) {
		for (const name of ["bpiiot_pow_blocks_mined_total", "bpiiot_pow_challenges_total"]) {
			const value = await metric(node, name);
			if (value !== 0) throw new Error(`${node.name} has ${name} at ${value}`);
		}
	},

	// The node's finalized block is the one of every other node at its height.
	async "agrees"(node, nodes) {
		const hash = await rpc(node, "chain_getFinalizedHead");
		const number = Number((await rpc(node, "chain_getHeader", [hash])).number);
		if (number === 0) throw new Error(`${node.name} has finalized nothing`);
		for (const other of nodes) {
			for (;;) {
				const head = await rpc(other, "chain_getHeader", [await rpc(other, "chain_getFinalizedHead")]);
				if (Number(head.number) >= number) break;
				await sleep(PAUSE);
			}
			const theirs = await rpc(other, "chain_getBlockHash", [number]);
			if (theirs !== hash) throw new Error(`${other.name} has finalized ${theirs} at ${number}, not ${hash}`);
		}
	},
};

async function run(name, network, [check]) {
	if (!checks[check]) throw new Error(`there is no check "${check}"`);
	await checks[check](network.nodesByName[name], Object.values(network.nodesByName));
}

module.exports = { run };
