import type { Program } from '../program/spec.ts';

/** Verbs that mean the same in every service's client. */
const VERBS = {
  'delete|delete-*|remove|remove-*|rm|destroy|destroy-*|purge|purge-*|terminate|terminate-*|deregister-*|batch-delete-*|wipe|drop|drop-*|uninstall|reset|revoke|revoke-*|empty|flush|truncate|delete-version|undeploy|unregister|abandon|cancel|cancel-*|release-address|unsubscribe|schedule-key-deletion|rb|clear|clear_*|detach|expire|kill|deprovision|clean|force_reset|forget_*|*:restore|doDelete|delete_*|purge_queue|delete_vhost|*:delete|*:remove|*:destroy|force-delete|soft-delete|prune|unlink|unset|invalidate|nuke|cleanup|shred|forget|tombstone|leave':
    'delete-remote',
  'deploy|deploy-*|publish-version|promote|rollback|rollout|redeploy|up|release|restart|scale': 'deploy',
} as const;

/** Names of variables that say they hold a secret, as operands. */
const SECRET_NAMES = '@*KEY* @*TOKEN* @*SECRET* @*PASS* @*CRED* @*URL* @*DSN*';

/** Cloud and service clients, by their verbs. */
export const CLOUD: readonly Program[] = [
  {
    names: 'aws awslocal',
    options: {
      '--profile': 'text',
      '--region': 'text',
      '--output': 'text',
      '--query': 'text',
      '--endpoint-url': 'url',
      '--cli-input-json': 'text',
      '--no-verify-ssl': 'flag',
      '--dryrun --dry-run': 'dry',
      '--cli-binary-format': 'text',
      '--bucket': 'text',
      '--key': 'text',
      '--body': 'send-file',
      '--name': 'text',
      '--zip-file': 'text',
      '--template-file': 'read',
      '--payload': 'text',
      '--user-data': 'text',
      '--policy-document': 'text',
      '--filter --filters': 'text',
      '--instance-ids': 'text',
      '--secret-id': 'text',
    },
    stdout: 'own',
    stdin: 'none',
    hosts: 'amazonaws.com',
    behaviour: 'cloud-files',
    subcommands: {
      's3 cp|s3 mv': {
        options: {
          '--recursive': 'recursive',
          '--exclude': 'text',
          '--include': 'text',
          '--acl': 'text',
          '--sse': 'text',
          '--storage-class': 'text',
          '--content-type': 'text',
          '--cache-control': 'text',
        },
        behaviour: 'cloud-copy',
      },
      's3 sync': {
        options: { '--delete': 'flag', '--exclude': 'text', '--include': 'text', '--acl': 'text' },
        recursive: true,
        behaviour: 'cloud-copy',
        actions: { 'delete-remote': '--delete' },
      },
      's3 rm|s3 rb|s3api delete-*': 'delete-remote',
      's3api put-object': { operands: 'text...', behaviour: 'cloud-files' },
      's3api get-object': { operands: 'write', behaviour: 'cloud-files' },
      's3api put-bucket-*|s3api put-object-acl|s3api put-public-access-block': 'change-remote',
      'secretsmanager get-secret-value|secretsmanager batch-get-secret-value|ssm get-parameter*|kms decrypt|sts get-session-token|sts assume-role*|ecr get-login-password|ecr get-authorization-token':
        { actions: 'read-secret', behaviour: 'cloud-files' },
      'iam create-access-key|configure export-credentials|codeartifact get-authorization-token|rds generate-db-auth-token|eks get-token|cognito-identity get-credentials-for-identity|lightsail get-relational-database-master-user-password|ec2 get-password-data|sso get-role-credentials':
        { actions: 'read-login', behaviour: 'cloud-files' },
      'configure get': { actions: { 'read-login': '@*secret* @*token* @*key*' } },
      'configure list|configure list-profiles': {},
      'iam create-*|iam put-*|iam attach-*|iam add-*|iam update-*|kms create-grant|organizations *|ec2 authorize-*|lambda add-permission':
        { actions: 'change-remote', behaviour: 'cloud-files' },
      'iam delete-*|organizations delete-*|organizations leave-*|organizations close-*': 'delete-remote',
      'ec2 run-instances|lambda update-function-code|cloudformation deploy|cloudformation create-stack|cloudformation update-stack|ecs update-service|ecs run-task|deploy create-deployment|elasticbeanstalk update-environment':
        { actions: 'deploy', behaviour: 'cloud-files' },
      'cloudtrail stop-logging|cloudtrail delete-trail|guardduty delete-detector|config stop-configuration-recorder|logs delete-*|cloudtrail update-trail|cloudtrail put-event-selectors':
        { actions: { 'disable-security': 'always', 'delete-remote': 'always' } },
      'ssm start-session|ssm send-command|ecs execute-command|ec2-instance-connect ssh': 'remote-shell',
      '* put-*|* update-*|* modify-*|* change-*': { actions: 'change-remote', behaviour: 'cloud-files' },
      '* get-login-password': 'read-secret',
      '* unsubscribe': 'delete-remote',
      '* delete-*|* terminate-*|* remove-*|* deregister-*|* batch-delete-*|* purge-*|* revoke-*|* schedule-key-deletion|* release-*|* stop-*|* reset-*|* cancel-*|* disable-*|* detach-*|* disassociate-*|* untag-*|* reboot-*':
        { actions: 'delete-remote', behaviour: 'cloud-files' },
    },
    examples: {
      'aws s3 ls': 'net amazonaws.com',
      'aws s3 cp x s3://b/y': 'flow x>net:amazonaws.com; net amazonaws.com; read x',
      'aws s3 cp s3://b/y x': 'net amazonaws.com; write x',
      'cat x | aws s3 cp - s3://b/y': 'flow x>net:amazonaws.com; net amazonaws.com; read x; run aws',
      'aws s3 cp - s3://b/y': 'flow stdin>net:amazonaws.com; net amazonaws.com',
      'aws s3 cp s3://b/y - | sh':
        'flow net:amazonaws.com>exec; net amazonaws.com; opaque code; remote; run sh',
      'aws s3 rm s3://b --recursive': 'action delete-remote; net amazonaws.com',
      'aws s3 sync d s3://b --delete':
        'action delete-remote; flow d>net:amazonaws.com; net amazonaws.com; read -r d',
      'aws ec2 terminate-instances --instance-ids i': 'action delete-remote; net amazonaws.com',
      'aws secretsmanager get-secret-value --secret-id x': 'action read-secret; net amazonaws.com',
      'aws --region r dynamodb delete-table --table-name t': 'action delete-remote; net amazonaws.com',
      'aws ec2 describe-instances --filter file://x': 'flow x>net:amazonaws.com; net amazonaws.com; read x',
      'aws sts get-caller-identity': 'net amazonaws.com',
      'aws s3 rm help': 'nothing',
    },
  },
  {
    names: 'gcloud',
    options: {
      '--project': 'text',
      '--account': 'text',
      '--configuration': 'text',
      '--format': 'text',
      '--filter': 'text',
      '--zone': 'text',
      '--region': 'text',
      '-q --quiet': 'flag',
      '--flags-file': 'read',
      '--key-file --cred-file': 'read',
      '--impersonate-service-account': 'text',
      '--command': 'text',
    },
    stdout: 'own',
    stdin: 'none',
    hosts: 'googleapis.com',
    subcommands: {
      'auth print-access-token|auth print-identity-token|auth application-default print-access-token|iam service-accounts keys create|config config-helper|sql generate-login-token':
        'read-login',
      'secrets versions access|kms decrypt': 'read-secret',
      'storage cp|storage mv|storage rsync': {
        options: { '-r -R --recursive': 'recursive' },
        behaviour: 'cloud-copy',
      },
      'compute ssh': { operands: 'text', actions: 'remote-shell' },
      'compute scp': { behaviour: 'transfer' },
      'config set|config unset': { actions: { 'change-remote': '@auth/*' } },
      'config list|config get|config get-value|config configurations list': {},
      'app deploy|run deploy|functions deploy|builds submit|deployment-manager deployments create': 'deploy',
      'projects add-iam-policy-binding|* add-iam-policy-binding|* * add-iam-policy-binding|* set-iam-policy|* * set-iam-policy':
        'change-remote',
      'container clusters get-credentials': {},
    },
    verbs: VERBS,
    examples: {
      'gcloud compute instances list': 'net googleapis.com',
      'gcloud compute instances delete x': 'action delete-remote; net googleapis.com',
      'gcloud auth print-access-token': 'action read-login; net googleapis.com',
      'gcloud storage cp x gs://b': 'flow x>net:googleapis.com; net googleapis.com; read x',
      'gcloud run deploy x': 'action deploy; net googleapis.com',
    },
  },
  {
    names: 'gsutil',
    options: { '-m': 'flag', '-r -R': 'recursive', '-d': 'flag', '-o': 'text', '-h': 'text' },
    stdout: 'own',
    hosts: 'googleapis.com',
    subcommands: {
      'cp|mv': { behaviour: 'cloud-copy' },
      rsync: { behaviour: 'cloud-copy', recursive: true, actions: { 'delete-remote': '-d' } },
      'rm|rb': 'delete-remote',
      'acl set|iam set|acl ch|iam ch|defacl set': 'change-remote',
    },
    examples: {
      'gsutil cp x gs://b': 'flow x>net:googleapis.com; net googleapis.com; read x',
      'gsutil -m rm -r gs://b': 'action delete-remote; net googleapis.com',
    },
  },
  {
    names: 'az',
    options: {
      '-g --resource-group': 'text',
      '-n --name': 'text',
      '-o --output': 'text',
      '--query': 'text',
      '--subscription': 'text',
      '-y --yes': 'flag',
      '-f --file': 'read',
      '--template-file': 'read',
      '--parameters': 'text',
      '--source': 'text',
    },
    stdout: 'own',
    stdin: 'none',
    hosts: 'azure.com',
    subcommands: {
      'account get-access-token|storage account keys list|acr credential show|ad sp credential reset|cosmosdb keys list|redis list-keys|webapp deployment list-publishing-credentials|ad sp create-for-rbac|acr login':
        'read-login',
      'keyvault secret show|keyvault secret download': 'read-secret',
      'storage blob upload|storage blob upload-batch|storage copy|storage file upload': {
        options: { '-s --source': 'send-file' },
      },
      'ssh vm|vm run-command invoke': 'remote-shell',
      'role assignment create|ad *': 'change-remote',
      'ad sp list|ad user list|ad group list|ad app list|ad signed-in-user show|ad user show': {},
      'webapp up|deployment group create|functionapp deployment *': 'deploy',
      'tag list|tag update': {},
    },
    verbs: { ...VERBS, deallocate: 'delete-remote' },
    examples: {
      'az vm list': 'net azure.com',
      'az group delete -n x': 'action delete-remote; net azure.com',
      'az account get-access-token': 'action read-login; net azure.com',
    },
  },
  {
    names:
      'doctl linode-cli hcloud scw exo ibmcloud oci aliyun tccli yandex yc civo vultr-cli upctl openstack cf apigeecli deck kong flyctl fly railway render vercel netlify wrangler firebase supabase amplify eb surge now dokku nhost appwrite planetscale pscale turso neonctl neon xata convex stripe square twilio algolia fastly newrelic datadog-ci launchdarkly ldcli unleash flipt sentry-cli pagerduty pd opsgenie statuspage circleci buildkite-agent gitlab-runner jenkins-cli travis drone woodpecker-cli act rabbitmqadmin rabbitmqctl kafka-topics kafka-configs kafka-acls kafka-consumer-groups kafka-delete-records kafka-console-producer kafka-console-consumer kafka-topics.sh rpk nats pulsar-admin temporal mc mcli s3cmd s4cmd s5cmd minio-client azcopy b2 splunk elasticdump okta auth0 clerk expo eas snyk sonar-scanner linear jira acli confluence notion slack discord telegram-send apify sanity shopify magento wp drush composer-cli coolify kamal cap capistrano gitlab-rake stratus gitlab-ctl octavia octo humanitec porter spin nitro modal runpodctl vastai replicate huggingface-cli hf kaggle wandb mlflow dvc comet',
    options: {
      '-c --config': 'text',
      '-y --yes --force --confirm': 'flag',
      '-a --app': 'text',
      '-e --env --environment': 'text',
      '-t --token': 'text',
      '-p --project': 'text',
      '-o --output': 'text',
      '-f --file': 'read',
      '--json': 'flag',
      '--dry-run': 'dry',
      '-d --data': 'send-at',
    },
    stdout: 'own',
    operands: 'text...',
    subcommands: {
      'config:get|secret get|secrets reveal|env pull|env:get': 'read-secret',
      'auth token|auth:token': 'read-login',
      'config set|config:set|config list|config:edit': {},
      'run|ssh|ssh console|console|exec|run:detached|machine exec|ps:exec|shell': {
        style: 'posix',
        operands: 'command',
        actions: 'container-exec',
      },
      'cp|mv|sync|mirror|put|get|copy': {
        options: {
          '-r -R --recursive': 'recursive',
          '--remove': 'flag',
          '--delete-destination': 'flag',
          '--delete-removed': 'flag',
        },
        behaviour: 'cloud-copy',
        actions: { 'delete-remote': '--remove --delete-destination --delete-removed' },
      },
      'publish|push|submit|upload|release': 'publish',
      'list|ls|status|logs|info|version|help|login|logout|init|dev|tail|validate|lint|open|docs|ping|describe|get':
        { operands: 'text...' },
    },
    verbs: VERBS,
    examples: {
      'vercel --prod': 'action deploy',
      'vercel deploy': 'action deploy',
      'fly apps destroy x': 'action delete-remote',
      'wrangler kv key delete x': 'action delete-remote',
      'mc rm --recursive a/b': 'action delete-remote',
      'rabbitmqctl delete_queue x': 'action delete-remote',
      'kafka-topics --delete --topic x': 'action drop-data',
      'stripe listen': 'nothing',
      'circleci project list': 'nothing',
      'fly auth token': 'action read-login',
      'fastly service list': 'nothing',
    },
  },
  {
    names: 'heroku',
    options: { '-a --app': 'text', '-r --remote': 'text', '--confirm': 'text', '-s --shell': 'flag' },
    stdout: 'own',
    operands: 'text...',
    subcommands: {
      'config:get': { actions: { 'read-secret': SECRET_NAMES } },
      'auth:token|pg:credentials:url|redis:credentials': 'read-login',
      config: 'read-secret',
      'run|ps:exec|run:detached': { style: 'posix', operands: 'command', actions: 'container-exec' },
    },
    verbs: {
      '*:destroy|*:delete|*:remove|*:reset|*:unset|*:kill|*:detach|*:revoke|destroy': 'delete-remote',
      '*:deploy|*:promote|*:rollback|container:release': 'deploy',
    },
    examples: {
      'heroku config -a x': 'action read-secret',
      'heroku config:get NODE_ENV': 'nothing',
      'heroku config:get API_KEY': 'action read-secret',
      'heroku apps:destroy x': 'action delete-remote',
      'heroku logs': 'nothing',
    },
  },
  {
    names: 'kafka-topics kafka-configs kafka-acls kafka-consumer-groups kafka-delete-records kafka-topics.sh',
    style: 'long',
    options: {
      '-topic -bootstrap-server -group -entity-name -add-config -command-config -offset-json-file': 'text',
      '-delete -remove -delete-offsets -reset-offsets -delete-config': 'flag',
    },
    stdout: 'own',
    actions: {
      'drop-data': '-delete -remove -delete-offsets -reset-offsets -delete-config @*kafka-delete-records*',
    },
    examples: {
      'kafka-topics --bootstrap-server a:1 --delete --topic x': 'action drop-data',
      'kafka-topics --list --bootstrap-server a:1': 'nothing',
    },
  },
  {
    names: 'vercel netlify surge',
    options: {
      '--prod -p --production': 'flag',
      '-y --yes': 'flag',
      '-t --token': 'text',
      '--cwd': 'cwd',
      '-d --dir': 'text',
      '-e --env': 'text',
    },
    stdout: 'own',
    operands: 'text...',
    subcommands: {
      'env ls': {},
      'env pull|env:get|env:list': 'read-secret',
      'dev|build|list|ls|logs|inspect|link|login|logout|whoami|switch|pull|status|open|init|help': {
        operands: 'text...',
      },
    },
    verbs: { ...VERBS, add: 'change-remote' },
    actions: { deploy: 'none&!--help --production @deploy @.&!@link' },
    examples: {
      vercel: 'action deploy',
      'vercel ls': 'nothing',
      'vercel remove x': 'action delete-remote',
      'netlify deploy --prod': 'action deploy',
    },
  },
];
